"""The version of Casebook that runs."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version


def casebook_version() -> str:
    """Version of the installed distribution, '0' where the code runs from a bare checkout."""
    try:
        return version("casebook")
    except PackageNotFoundError:
        return "0"
