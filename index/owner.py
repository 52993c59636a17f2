"""Who owns the embedded index: one process at a time, held by a lock on the data directory that dies with the process.

The owner writes a card beside the lock (process, what it runs, where it listens), so that a second process can hand its work
over, or refuse with a sentence that names the owner.
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from corpus.errors import Unavailable

LOCK, CARD = "owner.lock", "owner.json"


@dataclass(frozen=True, slots=True)
class Owner:
    """The card of the process that holds the data directory."""

    pid: int
    command: str
    url: str | None
    """Address of its API, None where it serves none."""
    token: str
    """Secret that lets another process of the same user hand it work; the card is readable by its owner only."""


@contextmanager
def own(data_dir: Path, command: str, url: str | None = None) -> Iterator[Owner]:
    """Hold the data directory while the block runs; Unavailable, naming the holder, when another process has it."""
    data_dir.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(data_dir / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Unavailable(_held_by(data_dir)) from None
        owner = Owner(os.getpid(), command, url, secrets.token_urlsafe(32))
        _write_card(data_dir / CARD, owner)
        yield owner
        (data_dir / CARD).unlink(missing_ok=True)
    finally:
        os.close(descriptor)


def current_owner(data_dir: Path) -> Owner | None:
    """The process that holds the data directory now, None where none does (a card left by a killed one does not count)."""
    try:
        descriptor = os.open(data_dir / LOCK, os.O_RDWR)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return None
    except BlockingIOError:
        return _read_card(data_dir / CARD)
    finally:
        os.close(descriptor)


def _held_by(data_dir: Path) -> str:
    owner = _read_card(data_dir / CARD)
    who = f"`{owner.command}` (process {owner.pid})" if owner else "another process"
    return f"the archive in {data_dir} is held by {who}; stop it first, or give this one its own CASEBOOK_DATA_DIR"


def _read_card(card: Path) -> Owner | None:
    try:
        return Owner(**json.loads(card.read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def _write_card(card: Path, owner: Owner) -> None:
    fresh = card.with_suffix(".new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        json.dump(asdict(owner), stream)
    fresh.replace(card)
