"""Ids of passages stay what they are when the same file is ingested again, whatever happened to it meanwhile."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path

import pytest
import yaml
from conftest import copy_case, run_here

from corpus.settings import Settings
from index.catalogue import open_catalogue

CASE = "melbourne-urban-forest"
NOTE = (
    "# Trams in Zürich\n\nThe city of Zürich gave trams the green light at every crossing. Journeys became shorter.\n"
)


def passages(settings: Settings) -> dict[str, str]:
    """Id -> text of every current passage, as anybody reads it."""
    with closing(open_catalogue(settings.catalogue)) as catalogue:
        held = [document.id for summary in catalogue.cases().values() for document in summary.documents]
        return {passage.id: passage.text for id in held for passage in catalogue.passages(id)}


def ingest(settings: Settings, folder: Path) -> None:
    done = run_here(settings, "ingest", "--prune", str(folder))
    assert done.returncode == 0, done.stdout + done.stderr


def rename_document(folder: Path) -> None:
    """A document gets another name, and the record says so."""
    record = yaml.safe_load((folder / "case.yaml").read_text("utf-8"))
    first = record["documents"][0]
    (folder / first["file"]).rename(folder / f"renamed-{first['file']}")
    first["file"] = f"renamed-{first['file']}"
    (folder / "case.yaml").write_text(yaml.safe_dump(record, allow_unicode=True), "utf-8")


def move_note(note: Path) -> Path:
    """Into another folder and to another name, and back."""
    other = note.parent / "later" / "trams.md" if note.name == "note.md" else note.parent.parent / "note.md"
    other.parent.mkdir(exist_ok=True)
    return note.rename(other)


def change_record(folder: Path) -> None:
    record = yaml.safe_load((folder / "case.yaml").read_text("utf-8"))
    record["title"] = {"en": "Another title"}
    record["topics"] = ["parks"] if "parks" in record["topics"] else record["topics"][:1]
    (folder / "case.yaml").write_text(yaml.safe_dump(record, allow_unicode=True), "utf-8")


@pytest.mark.long
def test_ids_and_texts_stay_whatever_happens_to_the_files(settings: Settings, tmp_path: Path) -> None:
    copy_case(CASE, tmp_path / "files")
    folder, note = tmp_path / "files" / CASE, tmp_path / "files" / "note.md"
    note.write_text(NOTE, "utf-8")
    ingest(settings, tmp_path / "files")
    before = passages(settings)
    assert {id.split(".")[0].rpartition("-")[0] for id in before} == {"melbourne-urban", "trams-in-zurich"}
    rename_document(folder)
    note = move_note(note)
    ingest(settings, tmp_path / "files")
    assert passages(settings) == before, "a document and a file were renamed"
    change_record(folder)
    folder = Path(shutil.move(folder, tmp_path / "files" / "elsewhere"))
    ingest(settings, tmp_path / "files")
    assert passages(settings) == before, "the record changed, and its folder was moved"
    assert run_here(settings, "remove", *{id.split(".")[0] for id in before}).returncode == 0
    assert passages(settings) == {}
    move_note(note)
    ingest(settings, tmp_path / "files")
    assert passages(settings) == before, "everything was removed and came back"
