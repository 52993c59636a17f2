"""What the index inside the process promises beyond the contract: it outlives kills, has one owner, and says what is broken."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from index_examples import DIMENSION, EAST, ENCODER, nearest, passage, unit, with_words

from corpus.errors import Unavailable
from index.edge import open_edge_index
from index.passages import DensePlan, Filter
from index.points import FORMAT

TESTS = Path(__file__).parent


def run_elsewhere(folder: Path, work: str) -> subprocess.Popen[str]:
    """A process that opens the embedded index, does the work, says so and waits to be ended."""
    code = (
        "import sys; from pathlib import Path; from index.edge import open_edge_index;"
        "from index_examples import *;"
        f"index = open_edge_index(Path(sys.argv[1]), ENCODER, DIMENSION); {work};"
        "print('done', flush=True); sys.stdin.read()"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(folder)],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(map(str, (TESTS.parent, TESTS)))},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "done\n"
    return process


def kill(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGKILL)
    process.communicate()


@pytest.mark.parametrize("last", ["index.flush()", "pass"])
def test_a_killed_process_loses_nothing_it_added(tmp_path: Path, last: str) -> None:
    kill(run_elsewhere(tmp_path, f"index.add([passage(f'c.d.{{i}}', topic='housing') for i in range(200)]); {last}"))
    index = open_edge_index(tmp_path, ENCODER, DIMENSION)
    assert index.count() == 200
    assert len(index.passage_ids(Filter({"topic": ("housing",)}))) == 200
    assert len(with_words(index, "bus", limit=500)) == 200
    index.close()


def test_a_second_process_is_told_who_holds_the_index(tmp_path: Path) -> None:
    holder = run_elsewhere(tmp_path, "pass")
    with pytest.raises(Unavailable, match=rf"held by .*process {holder.pid}"):
        open_edge_index(tmp_path, ENCODER, DIMENSION)
    kill(holder)
    open_edge_index(tmp_path, ENCODER, DIMENSION).close()


def test_an_index_whose_making_was_cut_off_is_made_again(tmp_path: Path) -> None:
    open_edge_index(tmp_path, ENCODER, DIMENSION).close()
    (tmp_path / "index.json").unlink()
    index = open_edge_index(tmp_path, "other@1", 8)
    assert (index.count(), index.encoder_name, index.dimension) == (0, "other@1", 8)
    index.close()


def test_what_a_killed_optimisation_left_is_removed(tmp_path: Path) -> None:
    open_edge_index(tmp_path, ENCODER, DIMENSION).close()
    left = tmp_path / "shard" / "temp_segments" / "half"
    left.mkdir(parents=True)
    open_edge_index(tmp_path, ENCODER, DIMENSION).close()
    assert not left.exists()


def test_broken_files_are_told_with_the_way_out(tmp_path: Path) -> None:
    open_edge_index(tmp_path, ENCODER, DIMENSION).close()
    (tmp_path / "shard" / "edge_config.json").write_text("{")
    with pytest.raises(Unavailable, match="casebook reindex"):
        open_edge_index(tmp_path, ENCODER, DIMENSION)
    (tmp_path / "index.json").write_text("[]")
    with pytest.raises(Unavailable, match="casebook reindex"):
        open_edge_index(tmp_path, ENCODER, DIMENSION)


def test_an_index_of_another_format_is_not_misread(tmp_path: Path) -> None:
    open_edge_index(tmp_path, ENCODER, DIMENSION).close()
    made = tmp_path / "index.json"
    made.write_text(made.read_text().replace(f'"format": {FORMAT}', '"format": 99'))
    with pytest.raises(Unavailable, match="format 99"):
        open_edge_index(tmp_path, ENCODER, DIMENSION)


def test_threads_search_while_passages_come_and_go(tmp_path: Path) -> None:
    index = open_edge_index(tmp_path, ENCODER, DIMENSION)
    index.add([passage(f"kept.d.{i}", topic="old") for i in range(50)])
    failures: list[BaseException] = []

    def search() -> None:
        try:
            for _ in range(60):
                assert len(nearest(index, limit=20)) == 20
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=search) for _ in range(3)]
    for thread in threads:
        thread.start()
    for _ in range(20):
        index.add([passage(f"kept.d.{i}", topic="new") for i in range(50)] + [passage("passing.d.0")])
        index.remove(Filter({"case_id": ("passing",)}))
    for thread in threads:
        thread.join()
    assert failures == []
    assert {candidate.filters["topic"] for candidate in index.search([DensePlan(unit(*EAST), 50)])[0]} == {("new",)}
    index.close()
