"""The research notebook runs against the API on a small archive, and its committed outputs are those of the whole one."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import nbformat
import pytest
from conftest import ROOT
from nbclient import NotebookClient

from corpus.commands import case_folders
from ingest.records import read_case

NOTEBOOK = ROOT / "eval" / "research.ipynb"


def outputs(notebook: Any) -> str:
    """Everything that the cells printed or drew, as text."""
    shown = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    return "\n".join(str(output.get("text") or output.get("data", {}).get("text/plain", "")) for output in shown)


def test_the_notebook_runs_and_names_its_snapshot(api_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CASEBOOK_API_URL", api_url)
    notebook = nbformat.read(NOTEBOOK, 4)
    for cell in notebook.cells:
        cell.pop("outputs", None)
    done = NotebookClient(
        notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": ROOT}}
    ).execute()
    said = outputs(done)
    assert re.search(r"snapshot \d+: \d+ published transport cases", said)
    assert said.count("snapshot") >= 2
    assert all(cell.execution_count for cell in done.cells if cell.cell_type == "code")


def test_committed_outputs_are_of_all_published_transport_cases() -> None:
    records = [read_case(folder, is_ours=True) for folder in case_folders()]
    cases = [record for record in records if "transport" in record.topics]
    said = outputs(nbformat.read(NOTEBOOK, 4))
    assert f": {len(cases)} published transport cases in {len({case.country for case in cases})} countries" in said
    assert f"{sum(len(case.outcomes) for case in cases)} outcomes" in said


def test_the_notebook_holds_nothing_of_the_machine_it_ran_on() -> None:
    text = NOTEBOOK.read_text("utf-8")
    assert nbformat.validate(nbformat.read(NOTEBOOK, 4)) is None
    assert not re.search(r"/tmp/|/home/|/work/|127\.0\.0\.1:(?!8000)", text)
    assert str(Path.home()) == "/" or str(Path.home()) not in text
