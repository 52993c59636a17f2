"""`casebook corpus check` finds what is wrong with a case, says it, and finds nothing wrong with the shipped ones."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import make_settings, run_casebook
from ruamel.yaml import YAML

from corpus.commands import CASES, case_folders
from ingest.check import CorpusReport, check_corpus

WHOLE = "surakarta-street-vendor-relocation"
"""A short case in Markdown, so that a changed text is one edit away."""
Change = Callable[[dict[str, Any], Path], object]


@pytest.fixture(scope="module")
def shipped() -> CorpusReport:
    return check_corpus(case_folders())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return shutil.copytree(CASES / WHOLE, tmp_path / WHOLE)


@pytest.mark.long
def test_the_shipped_cases_have_no_faults(shipped: CorpusReport) -> None:
    assert shipped.faults == []


@pytest.mark.long
def test_every_shipped_document_was_read(shipped: CorpusReport) -> None:
    assert all(report.case and len(report.files) == len(report.case.documents) for report in shipped.cases)


def edit(folder: Path, change: Change) -> None:
    yaml = YAML()
    yaml.preserve_quotes, yaml.width = True, 4096
    file = folder / "case.yaml"
    record = yaml.load(file.read_text("utf-8"))
    change(record, folder)
    yaml.dump(record, file)


def faults(folder: Path, change: Change) -> str:
    edit(folder, lambda record, _: record.update(related=[]))
    edit(folder, change)
    return "\n".join(fault for _, fault in check_corpus([folder]).faults)


def _text(folder: Path, change: Callable[[str], str]) -> None:
    file = folder / "case.md"
    file.write_text(change(file.read_text("utf-8")), "utf-8")


def test_a_case_without_faults_has_none(folder: Path) -> None:
    assert faults(folder, lambda _record, _folder: None) == ""


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda record, _: record.update(topics=["traffic"]), "topics: 'traffic' is not allowed"),
        (lambda record, _: record["outcomes"][0].update(unit="bananas"), "'bananas' is not allowed"),
        (lambda record, _: record["city"].update(geonames_id=1), "1 is not in the gazetteer"),
        (lambda record, _: record.update(end_date="1999"), "before it starts"),
        (lambda record, _: record.update(last_verified="2999-01-01"), "last_verified (2999-01-01) is after today"),
        (lambda record, _: record["sources"][0].update(accessed="2999"), "accessed (2999) is after last_verified"),
        (lambda record, _: record["outcomes"][0].update(value=987654), "case.md does not state 987,654"),
        (lambda record, _: record["documents"][0].update(language="ko"), "reads as en, the record says ko"),
        (lambda record, _: record["documents"][0].update(sha256="0" * 64), "is not the file that the record lists"),
        (lambda record, _: record["documents"][0].update(made_from="source/none.md"), "source/none.md is not there"),
        (lambda record, _: record["transfer"].update(adopted_from=["atlantis-trams"]), "there is no case atlantis-trams"),
        (lambda record, _: record.pop("verdict"), "verdict: must be there"),
        (lambda record, _: record["learning"].update(questions=[]), "has 0 questions"),
        (lambda record, _: record["title"].pop("en"), "title: has no text in en"),
        (lambda record, _: [figure.update(check="unconfirmed") for figure in record["outcomes"]], "confirmed figures"),
        (lambda record, _: [source.pop("checked", None) for source in record["sources"]], "needs a url and what was checked"),
        (lambda _, folder: (folder / "draft.txt").write_text("x"), "draft.txt lies in the folder"),
        (lambda _, folder: _text(folder, lambda text: text.replace("## Challenge", "## Birds")), "no section on challenge"),
        (lambda _, folder: _text(folder, lambda text: text[:1500]), "600 to 1,500 is what is read"),
        (lambda _, folder: (folder / "case.md").write_bytes(b"PK\x03\x04 broken"), "case.md: "),
    ],
)  # fmt: skip
def test_a_fault_is_found_and_said(folder: Path, change: Change, said: str) -> None:
    assert said in faults(folder, change)


def test_a_text_that_repeats_another_case_is_found(folder: Path) -> None:
    copy = folder.with_name("solo-street-vendors")
    shutil.copytree(folder, copy)
    record = (copy / "case.yaml").read_text("utf-8").replace(f"id: {WHOLE}", f"id: {copy.name}")
    (copy / "case.yaml").write_text(record, "utf-8")
    assert f"case.md shares 100% of its text with {WHOLE}/case.md" in str(check_corpus([copy, folder]).faults)


def test_a_link_that_does_not_come_back_is_found(tmp_path: Path) -> None:
    for name in ("bogota-transmilenio", "curitiba-brt"):
        shutil.copytree(CASES / name, tmp_path / name)
    edit(tmp_path / "curitiba-brt", lambda record, _: record["transfer"]["adopted_by"].remove("bogota-transmilenio"))
    found = check_corpus([tmp_path / "bogota-transmilenio", tmp_path / "curitiba-brt"]).faults
    assert ("bogota-transmilenio", "adopted_from: curitiba-brt does not list it under adopted_by") in found


def test_the_command_prints_the_table_and_succeeds_on_a_shipped_case(tmp_path: Path) -> None:
    done = run_casebook(make_settings(tmp_path / "data"), "corpus", "check", WHOLE)
    assert done.returncode == 0, done.stdout + done.stderr
    assert WHOLE in done.stdout
    assert "no faults" in done.stdout


def test_the_command_names_a_case_that_is_not_there(tmp_path: Path) -> None:
    done = run_casebook(make_settings(tmp_path / "data"), "corpus", "check", "atlantis-trams")
    assert done.returncode == 1
    assert "atlantis-trams" in done.stderr
