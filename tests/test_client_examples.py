"""The examples in the client's docstrings are run against the real API on the shipped cases."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest

import ui.client
from ui.client import ArchiveClient, SearchQuery, frames, plans, programmes, to_pandas
from ui.client.operations import Operations

MODULES = (ui.client, plans, programmes, frames)


def examples() -> list[doctest.DocTest]:
    finder = doctest.DocTestFinder(exclude_empty=True)
    found = {test.name: test for module in MODULES for test in finder.find(module) if test.examples}
    return list(found.values())


@pytest.mark.parametrize("test", examples(), ids=lambda test: str(test.name))
def test_example_gives_what_it_says(test: doctest.DocTest, api_url: str, tmp_path: Path) -> None:
    with ArchiveClient(api_url) as client:
        test.globs |= {
            "api": api_url, "client": client, "folder": tmp_path, "SearchQuery": SearchQuery, "to_pandas": to_pandas,
        }  # fmt: skip
        report: list[str] = []
        doctest.DocTestRunner().run(test, out=report.append)
    assert not report, "".join(report)


def test_every_method_has_an_example() -> None:
    told = {test.name.rpartition(".")[2] for test in examples()}
    methods = {name for name in vars(Operations) if not name.startswith("_")}
    assert methods - told == set()
