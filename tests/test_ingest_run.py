"""`casebook ingest` as a user runs it: what comes out, what a second run does, what a kill or a bad file leaves behind."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from conftest import environment, make_settings, run_casebook, run_here
from kept_archive import index_in_step

from corpus.commands import CASES
from corpus.settings import Settings
from index.archive import open_archive
from index.catalogue import Catalogue, HarvestLog, open_catalogue

SOME_CASES = ("melbourne-urban-forest", "uijeongbu-lrt", "kampala-revenue-reform")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with three shipped cases that a test may change."""
    for name in SOME_CASES:
        shutil.copytree(CASES / name, tmp_path / "cases" / name)
    return tmp_path / "cases"


def state(settings: Settings) -> dict[str, tuple[int, dict[str, int]]]:
    """Case id -> version and passages of each document."""
    catalogue = open_catalogue(settings.catalogue)
    try:
        return {
            id: (catalogue.case(id).case.version, dict(catalogue.case(id).passage_counts)) for id in catalogue.cases()
        }
    finally:
        catalogue.close()


def totals(printed: str) -> dict[str, int]:
    """The numbers of the closing table."""
    heads, numbers = [
        [cell.strip() for cell in re.split(r"[│┃]", line) if cell.strip()]
        for line in printed.splitlines()
        if re.search(r"[│┃]", line)
    ][-2:]
    return dict(zip(heads, map(int, numbers), strict=True))


@pytest.mark.long
def test_a_second_run_changes_nothing_and_says_so(settings: Settings, folder: Path) -> None:
    first = run_casebook(settings, "ingest", str(folder))
    assert first.returncode == 0, first.stdout + first.stderr
    before = state(settings)
    assert sorted(before) == sorted(SOME_CASES)
    assert totals(first.stdout)["cases"] == 3
    assert totals(first.stdout)["passages"] == sum(sum(counts.values()) for _, counts in before.values())
    second = run_casebook(settings, "ingest", str(folder))
    assert totals(second.stdout)["skipped (unchanged)"] == totals(first.stdout)["files"]
    assert totals(second.stdout)["passages"] == 0
    assert state(settings) == before


@pytest.mark.long
def test_a_changed_file_makes_a_version_and_a_deleted_one_is_removed_when_asked(
    settings: Settings, folder: Path
) -> None:
    run_here(settings, "ingest", str(folder))
    text = folder / "melbourne-urban-forest" / "case.md"
    text.write_text(text.read_text("utf-8") + "\nA zebra crossed Swanston Street.\n", "utf-8")
    changed = run_here(settings, "ingest", str(folder))
    assert "updated" in changed.stdout
    assert {id: version for id, (version, _) in state(settings).items()} == {
        "kampala-revenue-reform": 1, "melbourne-urban-forest": 2, "uijeongbu-lrt": 1,
    }  # fmt: skip
    shutil.rmtree(folder / "melbourne-urban-forest")
    kept = run_here(settings, "ingest", str(folder))
    assert "melbourne-urban-forest" in state(settings), kept.stdout
    pruned = run_here(settings, "ingest", "--prune", str(folder))
    assert totals(pruned.stdout)["removed"] == 1
    assert sorted(state(settings)) == ["kampala-revenue-reform", "uijeongbu-lrt"]
    removed = run_here(settings, "remove", "kampala-revenue-reform")
    assert removed.returncode == 0, removed.stderr
    assert sorted(state(settings)) == ["uijeongbu-lrt"]
    with closing(open_catalogue(settings.catalogue)) as catalogue:
        told = HarvestLog(catalogue.engine).record("kampala-revenue-reform")
    assert told is not None
    assert told.is_deleted
    assert "topic:finance" in told.sets
    again = run_here(settings, "remove", "kampala-revenue-reform")
    assert again.returncode == 1
    assert "there is no case 'kampala-revenue-reform'" in again.stdout + again.stderr


def index_agrees(settings: Settings) -> bool:
    with open_archive(settings, "a test") as archive:
        return index_in_step(archive.catalogue, archive.index)


def wait_for_cases(settings: Settings, process: subprocess.Popen[str], wanted: int) -> None:
    """Wait until the running command has published that many cases."""
    end = time.monotonic() + 300
    while time.monotonic() < end and process.poll() is None:
        if (settings.data_dir / "catalogue.sqlite3").exists() and published(settings) >= wanted:
            return
        time.sleep(0.05)


def published(settings: Settings) -> int:
    import sqlite3

    with sqlite3.connect(settings.data_dir / "catalogue.sqlite3") as connection:
        has_table = connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'cases'").fetchone()[0]
        return int(connection.execute("SELECT count(*) FROM cases").fetchone()[0]) if has_table else 0


@pytest.mark.long
def test_a_killed_run_is_finished_by_running_again(tmp_path: Path, unpacked: Path, folder: Path) -> None:
    assert unpacked.is_dir()
    whole, killed = make_settings(tmp_path / "whole"), make_settings(tmp_path / "killed")
    run_casebook(whole, "ingest", str(folder))
    for wanted in (0, 1, 2):
        process = subprocess.Popen(
            [sys.executable, "-c", "from corpus.cli import main; main()", "ingest", str(folder)],
            env=environment(killed), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip
        wait_for_cases(killed, process, wanted)
        time.sleep(0.3)
        process.send_signal(signal.SIGKILL)
        process.wait()
    finished = run_casebook(killed, "ingest", str(folder))
    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert state(killed) == state(whole)
    assert index_agrees(killed)


@pytest.mark.long
def test_a_lost_index_is_made_again_from_the_catalogue(settings: Settings, folder: Path) -> None:
    run_here(settings, "ingest", str(folder / "melbourne-urban-forest"))
    shutil.rmtree(settings.index_dir)
    assert index_agrees(settings)
    done = run_here(settings, "reindex")
    assert done.returncode == 0, done.stderr
    assert index_agrees(settings)


def test_bad_files_are_set_aside_with_their_reason_and_the_rest_goes_on(
    settings: Settings, folder: Path, tmp_path: Path
) -> None:
    from hostile_files import HOSTILE

    bad = tmp_path / "bad"
    bad.mkdir()
    for make in HOSTILE.values():
        make(bad)
    shutil.copy(folder / "melbourne-urban-forest" / "case.md", bad / "good.md")
    done = run_here(settings, "ingest", str(bad))
    assert done.returncode == 1
    assert "Traceback" not in done.stdout + done.stderr
    counted = totals(done.stdout)
    assert counted["files"] == len(HOSTILE) + 1
    assert counted["failed"] + counted["cases"] == counted["files"]
    for file in bad.iterdir():
        assert file.name[:20] in done.stdout


def test_a_file_without_a_record_becomes_a_draft_that_says_what_was_guessed(settings: Settings) -> None:
    run_here(settings, "ingest", str(CASES / "seoul-bus-reform" / "report.pdf"))
    catalogue: Catalogue = open_catalogue(settings.catalogue)
    (summary,) = catalogue.cases().values()
    catalogue.close()
    case = summary.case
    assert case.status == "draft"
    assert case.original_language == "ko"
    assert case.city is not None
    assert case.city.geonames_id == 1835848
    assert "transport" in case.topics
    assert {"title", "city", "topics"} <= {guess.field for guess in case.guesses}
    assert all(0 < guess.confidence <= 1 and guess.found_in for guess in case.guesses)


def test_a_path_that_does_not_exist_is_named(settings: Settings) -> None:
    done = run_here(settings, "ingest", "nowhere.pdf")
    assert done.returncode == 1
    assert done.stderr.strip() == "casebook: there is no file or folder nowhere.pdf"


def test_while_the_api_serves_it_does_the_work(sample_settings: Settings, api_url: str, tmp_path: Path) -> None:
    import httpx

    note = tmp_path / "note.md"
    note.write_text(
        "# A note on trams in Zürich\n\nThe city of Zürich gave trams the green light at every crossing.\n", "utf-8"
    )
    done = run_here(sample_settings, "ingest", str(note))
    assert done.returncode == 0, done.stdout + done.stderr
    (id,) = re.findall(r"a-note-on-trams[\w-]*", done.stdout)[:1]
    try:
        found = httpx.get(f"{api_url}/v1/search", params={"q": "trams green light Zürich"}, timeout=60).json()
        assert id in [case["id"] for case in found["cases"]][:1]
    finally:
        removed = run_here(sample_settings, "remove", id)
    assert removed.returncode == 0, removed.stdout + removed.stderr
    assert httpx.get(f"{api_url}/v1/cases/{id}", timeout=60).status_code == 404
    refused = httpx.post(f"{api_url}/v1/jobs", json={"paths": [str(note)]})
    assert refused.status_code == 404, "only the user who started the API may hand it work"
