"""Folders that are watched, and `casebook ingest` with addresses, as a user runs them."""

from __future__ import annotations

import contextlib
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import environment, run_here
from source_server import serving, versioned

from corpus.errors import BadInput
from corpus.settings import Settings
from index.catalogue import open_catalogue
from ingest.sources.folders import Watch

WORDS = "The city of Zürich gave trams the green light at every crossing, and buses have been faster since then.\n"


def test_a_file_is_ready_once_it_has_stopped_growing(tmp_path: Path) -> None:
    watched = Watch([tmp_path])
    assert watched.look() == []
    report = tmp_path / "in" / "report.md"
    report.parent.mkdir()
    report.write_text("# One")
    assert watched.look() == [], "it may still be growing"
    report.write_text("# One\n\nMore")
    assert watched.look() == [], "it was"
    assert watched.look() == [report]
    assert watched.look() == [report], "until it is said to be taken"
    watched.take([report])
    assert watched.look() == []
    report.write_text("# Another text altogether")
    assert watched.look() == []
    assert watched.look() == [report]
    report.unlink()
    assert watched.look() == []


def test_a_change_that_comes_while_a_file_is_taken_is_not_missed(tmp_path: Path) -> None:
    report = tmp_path / "report.md"
    report.write_text("# One")
    watched = Watch([tmp_path])
    watched.look()
    ready = watched.look()
    report.write_text("# One, and two")
    watched.take(ready)
    watched.look()
    assert watched.look() == [report]


def test_a_case_is_ready_as_a_whole_and_hidden_files_are_passed_over(tmp_path: Path) -> None:
    case = tmp_path / "seoul-bus"
    case.mkdir()
    (case / "case.yaml").write_text("id: seoul-bus\n")
    (case / "report.md").write_text("# Report\n")
    (tmp_path / ".report.md.part").write_text("half")
    watched = Watch([tmp_path])
    watched.look()
    (case / "late.pdf").write_text("%PDF")
    assert watched.look() == [], "one of its files has just come"
    assert watched.look() == [case]


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"there is no folder .*nowhere to watch"):
        Watch([tmp_path / "nowhere"]).look()


def titles(settings: Settings) -> dict[str, str]:
    """Origin -> title of every case."""
    catalogue = open_catalogue(settings.catalogue)
    try:
        cases = catalogue.cases()
        return {
            origin: next(iter(cases[id].case.title.values()))
            for origin, id in catalogue.origins().items()
            if id in cases
        }
    finally:
        catalogue.close()


def has_case(settings: Settings) -> bool:
    """Looks without opening the catalogue, which the watching process may be making at that moment."""
    with (
        contextlib.suppress(sqlite3.OperationalError),
        contextlib.closing(
            sqlite3.connect(f"file:{settings.data_dir / 'catalogue.sqlite3'}?mode=ro", uri=True)
        ) as connection,
    ):
        return bool(connection.execute("SELECT count(*) FROM cases").fetchone()[0])
    return False


def test_the_command_takes_addresses_once_and_says_what_could_not_be_had(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CASEBOOK_SOURCE_DELAY", "0")
    with serving() as site:
        site.pages["/trams.md"] = versioned(f"# Trams first\n\n{WORDS}".encode(), '"1"')
        refused = run_here(settings, "ingest", f"{site.url}/trams.md")
        assert refused.returncode == 1
        assert "inside this machine" in " ".join(refused.stdout.split())
        monkeypatch.setenv("CASEBOOK_ALLOW_PRIVATE_ADDRESSES", "true")
        first = run_here(settings, "ingest", f"{site.url}/trams.md", f"{site.url}/none.pdf")
        assert first.returncode == 1
        assert "answered 404 (Not Found)" in " ".join(first.stdout.split()), first.stdout + first.stderr
        ((origin, title),) = titles(settings).items()
        assert title == "Trams first"
        assert Path(origin).is_relative_to(settings.data_dir.resolve() / "fetched" / "127.0.0.1")
        again = run_here(settings, "ingest", f"{site.url}/trams.md")
        assert again.returncode == 0, again.stdout + again.stderr
        assert site.asked[-1].headers["if-none-match"] == '"1"'
        assert titles(settings) == {origin: title}


def test_watching_a_folder_that_is_not_there_ends_with_a_sentence(settings: Settings) -> None:
    done = run_here(settings, "watch", "nowhere")
    assert done.returncode == 1
    assert done.stderr.strip() == "casebook: there is no folder nowhere to watch"


def _hear_interrupts() -> None:
    """What a shell starts in the background ignores Ctrl-C, and so do its children."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.long
def test_a_watched_folder_fills_the_archive(settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "trams.md").write_text(f"# Trams first\n\n{WORDS}", "utf-8")
    command = [sys.executable, "-c", "from corpus.cli import main; main()", "watch", "--seconds", "0.2", str(folder)]
    process = subprocess.Popen(
        command,
        env=environment(settings),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        preexec_fn=_hear_interrupts,
    )
    try:
        end = time.monotonic() + 120
        while not has_case(settings) and time.monotonic() < end and process.poll() is None:
            time.sleep(0.2)
        assert list(titles(settings).values()) == ["Trams first"]
    finally:
        process.send_signal(signal.SIGINT)
        printed, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    assert "no longer watching; what was finished is kept" in printed
    assert "Traceback" not in printed
