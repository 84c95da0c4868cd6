"""The examples in docstrings are true."""

import doctest
import importlib
import pkgutil

import pytest

import cardsmith

MODULES = [module.name for module in pkgutil.walk_packages(cardsmith.__path__, "cardsmith.")]


@pytest.mark.parametrize("name", MODULES)
def test_examples(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0
