from tests.events.conftest import make_doc

__all__ = ["make_doc"]
