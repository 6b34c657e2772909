"""Benches are run by hand: here it is only seen that what they call is still there."""

from importlib import import_module
from pkgutil import walk_packages

from tests import bench


def test_every_module_of_the_benches_can_be_imported() -> None:
    names = [each.name for each in walk_packages(bench.__path__, "tests.bench.")]
    assert "tests.bench.ceiling.__main__" in names
    for name in names:
        import_module(name)
