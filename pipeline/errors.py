"""What can go wrong in a way that a caller may want to catch."""

from pipeline.schema import Reject


class VisitsError(Exception):
    """Base of all errors that this package raises on purpose."""


class SettingsError(VisitsError):
    """A configuration file is missing, broken or holds an unknown or impossible value."""


class InputError(VisitsError):
    """Nothing at all could be read."""


class ArticleRejectedError(VisitsError):
    """One article cannot be processed; `reject` says at which stage and why."""

    def __init__(self, reject: Reject):
        super().__init__(f"{reject.id}: {reject.stage}: {reject.reason}")
        self.reject = reject

    def __reduce__(self) -> tuple[type["ArticleRejectedError"], tuple[Reject]]:
        # Exceptions unpickle from their message by default, which is not our argument.
        return type(self), (self.reject,)
