"""Programmes are kept by version, opened by keys, and never overwritten unseen; on SQLite, and on PostgreSQL where there is one."""

from __future__ import annotations

import datetime as dt
from unittest.mock import patch

import pytest
from test_catalogue import catalogue

from corpus.errors import Conflict, NotFound
from corpus.programme.stored import Visibility
from index.catalogue import Catalogue
from index.programmes import Permission, ProgrammeStore, roster_digest
from index.programmes import store as storing
from tests.programmes import roster, small_programme

__all__ = ["catalogue"]


@pytest.fixture
def store(catalogue: Catalogue) -> ProgrammeStore:
    return ProgrammeStore(catalogue.engine)


def test_what_is_kept_is_read_back_alike(store: ProgrammeStore) -> None:
    kept, _ = store.create(small_programme())
    assert store.read(kept.id).programme == small_programme()


def test_every_change_is_a_version_and_the_older_ones_stay(store: ProgrammeStore) -> None:
    kept, _ = store.create(small_programme())
    changed = small_programme().model_copy(update={"organiser": "Another"})
    assert store.change(kept.id, 1, changed).version == 2
    assert [each.version for each in store.versions(kept.id, 10)] == [2, 1]
    assert store.read(kept.id).programme.organiser == "Another"
    assert store.read(kept.id, 1).programme.organiser == "Institute"


def test_a_change_to_what_was_not_read_is_refused_and_keeps_nothing(store: ProgrammeStore) -> None:
    kept, _ = store.create(small_programme())
    store.change(kept.id, 1, small_programme())
    with pytest.raises(Conflict, match="at version 2"):
        store.change(kept.id, 1, small_programme().model_copy(update={"organiser": "Late"}))
    assert store.read(kept.id).programme.organiser == "Institute"


def test_keys_open_what_they_are_for(store: ProgrammeStore) -> None:
    kept, keys = store.create(small_programme())
    asked = {key: store.permission(kept.id, key) for key in (keys.edit, keys.read, "", "x" * 43)}
    assert list(asked.values()) == [Permission.edit, Permission.read, Permission.none, Permission.none]
    store.share(kept.id, Visibility.public)
    assert store.permission(kept.id, "") is Permission.public
    assert store.permission(kept.id, keys.read) is Permission.read
    renewed = store.renew_keys(kept.id)
    assert store.permission(kept.id, keys.edit) is Permission.public
    assert store.permission(kept.id, renewed.edit) is Permission.edit


def test_public_ones_are_listed_and_removed_ones_are_gone(store: ProgrammeStore) -> None:
    hidden, _ = store.create(small_programme())
    shown, _ = store.create(small_programme(), visibility=Visibility.public)
    assert [each.id for each in store.public(10)] == [shown.id]
    assert store.count_public() == 1
    store.remove(hidden.id)
    with pytest.raises(NotFound):
        store.read(hidden.id)


def test_participants_are_kept_beside_the_programme_and_in_no_version(store: ProgrammeStore) -> None:
    kept, _ = store.create(small_programme())
    store.enrol(kept.id, roster())
    assert store.roster(kept.id) == roster()
    assert "Quillfeather" not in store.read(kept.id).model_dump_json()


def test_participants_that_somebody_else_changed_are_kept(store: ProgrammeStore) -> None:
    kept, _ = store.create(small_programme())
    read = roster_digest(store.roster(kept.id))
    store.enrol(kept.id, roster(), read)
    with pytest.raises(Conflict, match="read them again"):
        store.enrol(kept.id, type(roster())(), read)
    assert store.roster(kept.id) == roster()


def test_of_old_versions_the_last_of_each_day_stays(store: ProgrammeStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storing, "VERSIONS_KEPT", 2)
    days = [1, 1, 1, 2, 2, 3, 3, 3]
    for version, day in enumerate(days):
        with patch.object(storing, "dt", wraps=dt) as clock:
            clock.datetime.now.return_value = dt.datetime(2027, 3, day, 12, version, tzinfo=dt.UTC)
            if version == 0:
                kept, _ = store.create(small_programme())
            else:
                store.change(kept.id, version, small_programme())
    assert [each.version for each in store.versions(kept.id, 20)] == [8, 7, 5, 3]
