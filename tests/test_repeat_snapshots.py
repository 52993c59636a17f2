"""A search asked again against an older state of the archive: the same cases in the same order, or a sentence that says why not."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import shutil
import signal
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from fake_index import CASES, FakeFile, make_case, place
from kept_archive import (
    OF,
    KeptArchive,
    ask_all,
    changed,
    filled_once,
    kept,
    open_kept,
    parsed_by_content,
    same,
    told,
)
from sqlalchemy import text

from corpus.errors import NotFound, NotReadyYet, NotRepeatable
from corpus.results import Results
from index.past import fill
from index.search.ranking import ranking_name

__all__ = ["filled_once", "kept"]

NEW_REPORT = FakeFile("pdf", (("en", "results", "The toll cut traffic. Buses carry more, at a cost."),))


def change_much(archive: KeptArchive) -> None:
    """Cases come, their words, titles and documents change; none goes."""
    archive.publish(
        changed("stockholm-toll", title={"en": "A toll at the bridges of Stockholm"}), *OF["stockholm-toll"][1]
    )
    archive.publish(OF["lyon-water"][0], NEW_REPORT)
    archive.publish(changed("busan-carbon", status="archived"), *OF["busan-carbon"][1])
    for number in range(4):
        archive.publish(make_case(f"new-{number}", status="draft", topics=("transport",)), NEW_REPORT)


def test_an_older_snapshot_gives_the_same_cases_order_and_scores_after_many_changes(kept: KeptArchive) -> None:
    snapshot, then = kept.engine.snapshots.present().name, ask_all(kept)
    change_much(kept)
    now = ask_all(kept)
    assert [told(each) for each in now] != [told(each) for each in then]
    same(then, ask_all(kept, snapshot))


def test_each_snapshot_on_the_way_can_be_asked(kept: KeptArchive) -> None:
    asked = []
    for number in range(3):
        kept.publish(changed("quito-water", title={"en": f"Water fund {number}"}), *OF["quito-water"][1])
        asked.append((kept.opened.catalogue.snapshot(), ask_all(kept)))
    kept.publish(OF["quito-water"][0], NEW_REPORT)
    for snapshot, then in asked:
        same(then, ask_all(kept, snapshot))


def test_a_draft_that_is_published_later_is_a_draft_then(kept: KeptArchive) -> None:
    snapshot = kept.opened.catalogue.snapshot()
    kept.publish(changed("nothing-inside", status="in_review", **place("Quito", 3652462, "EC")), NEW_REPORT)
    assert {card.id: card.status for card in kept.ask("", snapshot).cases}["nothing-inside"] == "draft"


def test_a_removed_case_takes_the_snapshots_that_held_it_along_and_no_others(kept: KeptArchive) -> None:
    before = kept.opened.catalogue.snapshot()
    held = kept.publish(make_case("short-lived", status="draft"), NEW_REPORT)
    assert "short-lived" in {card.id for card in kept.ask("toll", held).cases}
    kept.remove("short-lived")
    kept.past.notice()
    assert not list(kept.opened.settings.snapshots_dir.glob(f"{held}-*")), "nothing of it stays on disk"
    with pytest.raises(NotRepeatable, match=r"'short-lived' was removed for good.*ask without `snapshot`"):
        kept.ask("toll", held)
    assert kept.ask("toll", before).snapshot == before


def test_a_case_that_was_removed_and_ingested_again_alike_is_what_it_was(kept: KeptArchive) -> None:
    snapshot, then = kept.opened.catalogue.snapshot(), ask_all(kept)
    kept.remove("tokyo-carbon")
    between = kept.opened.catalogue.snapshot()
    kept.publish(*OF["tokyo-carbon"][:1], *OF["tokyo-carbon"][1])
    same(then, ask_all(kept, snapshot))
    assert "tokyo-carbon" not in {card.id for card in kept.ask("", between).cases}


def test_a_case_that_came_back_as_something_else_is_gone(kept: KeptArchive) -> None:
    snapshot = kept.opened.catalogue.snapshot()
    kept.remove("tokyo-carbon")
    kept.publish(changed("tokyo-carbon", title={"en": "Another policy"}), *OF["tokyo-carbon"][1])
    with pytest.raises(NotRepeatable, match="tokyo-carbon"):
        kept.ask("", snapshot)


def cut_anew(archive: KeptArchive) -> None:
    case, files = OF["tokyo-carbon"]
    parsed = parsed_by_content(case.id, files[0])
    shorter = replace(parsed.passages[0], text="Offices must cut carbon.", sentences=parsed.passages[0].sentences[:1])
    archive.publish_parsed(case, [replace(parsed, passages=(shorter,))])


def test_passages_that_a_newer_version_cut_anew_are_not_passed_off_as_the_old_ones(kept: KeptArchive) -> None:
    snapshot = kept.opened.catalogue.snapshot()
    cut_anew(kept)
    with pytest.raises(
        NotRepeatable, match="'tokyo-carbon' was published again, with its documents cut into other passages"
    ):
        kept.ask("carbon", snapshot)
    assert kept.ask("carbon", kept.opened.catalogue.snapshot()).total


def test_versions_from_before_there_were_digests_are_not_vouched_for(kept: KeptArchive) -> None:
    lyon, files = OF["lyon-water"]
    before, snapshot = kept.opened.catalogue.snapshot(), kept.publish(lyon, *files)
    then = ask_all(kept)
    with kept.opened.catalogue.engine.begin() as connection:
        connection.execute(text("UPDATE case_versions SET contents = NULL"))
        connection.execute(text("UPDATE changes SET digest = NULL"))
    with pytest.raises(NotRepeatable, match=r"'lyon-water' was .* what its passages were then was not recorded"):
        kept.ask("", before)
    kept.publish(lyon, *files)
    kept.publish(OF["quito-water"][0], NEW_REPORT)
    same(then, ask_all(kept, snapshot))


def test_a_snapshot_that_never_was_is_not_found(kept: KeptArchive) -> None:
    with pytest.raises(NotFound, match="never had a snapshot 999; the newest is 11"):
        kept.ask("", "999")


def test_two_who_ask_at_once_share_one_archive_of_the_past(kept: KeptArchive) -> None:
    snapshot = kept.opened.catalogue.snapshot()
    change_much(kept)
    answers: list[Results] = []
    with patch("index.past.archives.fill", wraps=fill.fill) as making:
        threads = [threading.Thread(target=lambda: answers.append(kept.ask("toll", snapshot))) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert making.call_count == 1
    assert len({answer.fixity for answer in answers}) == 1
    assert len(answers) == 4


def test_who_does_not_wait_is_told_to_come_back_and_finds_it_made(kept: KeptArchive) -> None:
    snapshot, then = kept.opened.catalogue.snapshot(), ask_all(kept)
    change_much(kept)
    with pytest.raises(NotReadyYet, match="is being made; ask again in 10 seconds"):
        kept.ask("toll", snapshot, patience=0)
    same(then, ask_all(kept, snapshot))


def test_only_a_few_are_kept_the_ones_asked_last(tmp_path: Path) -> None:
    with open_kept(tmp_path / "data", most=2) as archive:
        names = [archive.publish(make_case(f"case-{number}", status="draft"), NEW_REPORT) for number in range(5)]
        for name in names[:4]:
            assert archive.ask("", name).total == int(name)
        folders = sorted(path.name.partition("-")[0] for path in archive.opened.settings.snapshots_dir.iterdir())
        assert folders == names[2:4]
        assert archive.ask("", names[0]).total == 1, "made again"


def test_a_process_that_ends_leaves_what_is_complete_to_the_next(filled_once: Path, tmp_path: Path) -> None:
    data = Path(shutil.copytree(filled_once, tmp_path / "data"))
    with open_kept(data) as archive:
        snapshot, then = archive.opened.catalogue.snapshot(), ask_all(archive)
        change_much(archive)
        same(then, ask_all(archive, snapshot))
    with open_kept(data) as archive, patch("index.past.archives.fill", side_effect=AssertionError):
        same(then, ask_all(archive, snapshot))


def ask_and_be_killed(data: Path, snapshot: str) -> None:
    """Runs in a process of its own, which dies when half of the cases are written and embedded."""
    written: list[Any] = []
    original = fill._add_vectors

    def die_midway(*given: Any) -> None:
        original(*given)
        written.append(given)
        if len(written) == len(CASES) // 2:
            os.kill(os.getpid(), signal.SIGKILL)

    with open_kept(data) as archive, patch("index.past.fill._add_vectors", die_midway):
        archive.ask("toll", snapshot)


def test_what_a_killed_process_left_half_made_is_made_again(filled_once: Path, tmp_path: Path) -> None:
    data = Path(shutil.copytree(filled_once, tmp_path / "data"))
    with open_kept(data) as archive:
        snapshot, then = archive.opened.catalogue.snapshot(), ask_all(archive)
        change_much(archive)
    process = multiprocessing.get_context("spawn").Process(target=ask_and_be_killed, args=(data, snapshot))
    process.start()
    process.join(120)
    assert process.exitcode == -signal.SIGKILL
    assert [path.suffix for path in (data / "snapshots").iterdir()] == [".new"]
    with open_kept(data) as archive:
        assert not list((data / "snapshots").iterdir()), "swept when the archive is opened"
        same(then, ask_all(archive, snapshot))


def test_a_case_that_changes_while_its_past_is_made_is_embedded_as_it_was(kept: KeptArchive) -> None:
    snapshot, then = kept.opened.catalogue.snapshot(), ask_all(kept)
    original, done = fill._case_then, []

    def change_meanwhile(*given: Any) -> Any:
        if not done:
            done.append(
                kept.publish(changed("stockholm-toll", title={"en": "Buses and water"}), *OF["stockholm-toll"][1])
            )
        return original(*given)

    with patch("index.past.fill._case_then", change_meanwhile):
        same(then, ask_all(kept, snapshot))


def test_fixity_is_what_anybody_computes_from_ids_and_versions(kept: KeptArchive) -> None:
    results = kept.ask("buses")
    lines = "".join(f"{card.id}@{card.version}\n" for card in results.cases)
    assert results.total == len(results.cases)
    assert results.fixity == hashlib.sha256(lines.encode()).hexdigest()


def test_another_encoder_or_reranker_has_another_name_of_its_ranking() -> None:
    names = {ranking_name(encoder, reranker) for encoder in ("one@1", "one@2") for reranker in (None, "cross")}
    assert len(names) == 4
