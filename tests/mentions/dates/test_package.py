import doctest

from pipeline.mentions import dates


def test_the_example_in_the_docstring_holds() -> None:
    assert doctest.testmod(dates).failed == 0
