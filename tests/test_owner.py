"""One process owns the archive; the lock dies with it."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from corpus.errors import Unavailable
from index.owner import current_owner, own

HOLD = """
import sys
from pathlib import Path
from index.owner import own
with own(Path(sys.argv[1]), "casebook serve", "http://127.0.0.1:1"):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def holder(tmp_path: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def end(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGKILL)
    process.communicate()


def test_a_second_owner_is_told_who_holds_the_archive(tmp_path: Path, holder: subprocess.Popen[str]) -> None:
    with (
        pytest.raises(Unavailable, match=rf"`casebook serve` \(process {holder.pid}\)"),
        own(tmp_path, "casebook ingest"),
    ):
        pass
    owner = current_owner(tmp_path)
    assert owner is not None
    assert owner.url == "http://127.0.0.1:1"
    end(holder)


def test_a_killed_owner_holds_nothing(tmp_path: Path, holder: subprocess.Popen[str]) -> None:
    end(holder)
    assert current_owner(tmp_path) is None
    with own(tmp_path, "casebook ingest") as owner:
        assert owner.command == "casebook ingest"


def test_the_card_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    with own(tmp_path, "casebook ingest"):
        assert (tmp_path / "owner.json").stat().st_mode & 0o077 == 0
    assert current_owner(tmp_path) is None
    assert current_owner(tmp_path / "nothing") is None
