"""The search on test collections in BEIR form: what is read, what is refused, and that the numbers are those of the judgements."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from conftest import make_settings, run_here

from corpus.errors import BadInput
from corpus.results import LONGEST_QUERY
from corpus.settings import Settings
from eval.beir.collection import SetDocument, read_set
from eval.beir.measure import differences, means, measure
from eval.beir.store import COMPLETE, archive_folder, cache_key

DOCUMENTS = {
    "a/1": ("Trams", "The city gave its trams a green light at every crossing, and they became faster."),
    "b 2": ("", "Households pay for food waste by weight.\nThe meters stand in the yards of apartment blocks."),
    "c": ("", "물 사용량을 줄이기 위해 주민마다 하루 오십 리터만 쓰게 했다."),
    "empty": ("", "  "),
    "../../e\nvil\x00; --": ("", "Cyclists got a bridge of their own over the harbour."),
    "same": ("", "Same words as the query that was made from it."),
}
QUERIES = {
    "q1": "faster trams",
    "q2": "pay by weight for waste",
    "q3": "not judged",
    "c": "물 사용량 제한",
    "same": "same words as the query",
}
QRELS = {"q1": {"a/1": 1}, "q2": {"b 2": 2, "a/1": 0}, "c": {"c": 1}, "same": {"c": 1}}


def write_set(folder: Path, qrels: Mapping[str, Mapping[str, int]] = QRELS) -> Path:
    (folder / "qrels").mkdir(parents=True)
    documents = ({"_id": id, "title": title, "text": text} for id, (title, text) in DOCUMENTS.items())
    queries = ({"_id": id, "text": text} for id, text in QUERIES.items())
    for name, rows in (("corpus", documents), ("queries", queries)):
        lines = (json.dumps(row, ensure_ascii=False) for row in rows)
        (folder / f"{name}.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    judged = [f"{query}\t{document}\t{grade}" for query, grades in qrels.items() for document, grade in grades.items()]
    (folder / "qrels" / "test.tsv").write_text("\n".join(["query-id\tcorpus-id\tscore", *judged]) + "\n", "utf-8")
    return folder


def test_documents_judged_queries_and_grades_are_read(tmp_path: Path) -> None:
    found = read_set(write_set(tmp_path / "some"))
    assert found.name == "some"
    assert set(found.documents) == DOCUMENTS.keys() - {"empty"}
    assert set(found.queries) == set(QRELS)
    assert found.qrels == QRELS
    assert {name for name, count in found.notes.items() if count} == {"empty_documents"}


def test_queries_without_a_relevant_document_are_counted_and_left_out(tmp_path: Path) -> None:
    found = read_set(write_set(tmp_path, {**QRELS, "q3": {"a/1": 0, "gone": 1}}))
    assert set(found.queries) == set(QRELS)
    assert (found.notes["unjudgeable_queries"], found.notes["unknown_documents"]) == (1, 1)


def test_grades_below_0_count_as_0_and_long_queries_are_cut_and_both_are_counted(tmp_path: Path) -> None:
    folder = write_set(tmp_path, {**QRELS, "q3": {"a/1": 1, "b 2": -2}})
    with (folder / "queries.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps({"_id": "q4", "text": "long " * LONGEST_QUERY}))
    with (folder / "qrels" / "test.tsv").open("a", encoding="utf-8") as file:
        file.write("q4\ta/1\t1.0\n")
    found = read_set(folder)
    assert found.qrels["q3"] == {"a/1": 1, "b 2": 0}
    assert len(found.queries["q4"]) == LONGEST_QUERY
    assert (found.notes["negative_grades"], found.notes["cut_queries"]) == (1, 1)


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("corpus.jsonl", '{"_id": "a"}\nnonsense\n{"_id": 1}\n[]\n', "lines 2, 4: not a JSON object with an _id"),
        ("corpus.jsonl", "{\n" * 30, r"lines 1, .*, 10 and 20 more: not a JSON object"),
        ("corpus.jsonl", '{"_id": "a", "text": ["x"]}\n', "line 1: not a JSON object with an _id and a text"),
        (
            "corpus.jsonl",
            '{"_id": "a", "text": "x"}\n\n{"_id": "a", "text": "y"}\n',
            "line 3: the _id 'a' stands there twice",
        ),
        ("corpus.jsonl", '{"_id": "a", "text": ""}\n', "holds no document with a text"),
        ("corpus.jsonl", "", "holds no document with a text"),
        ("queries.jsonl", '["q1"]\n', "line 1: not a JSON object with an _id"),
        ("queries.jsonl", '{"_id": null, "text": "x"}\n', "line 1: not a JSON object with an _id"),
        ("qrels/test.tsv", "q1 a/1 1\n", "line 1: not a query, a document and a whole grade, with tabs between"),
        ("qrels/test.tsv", "q1\ta/1\t1\nq1\tb 2\t0.5\nq1\tc\tnan\n", "lines 2, 3: not a query"),
        (
            "qrels/test.tsv",
            "q1\ta/1\t1\nq1\ta/1\t2\n",
            "line 2: document 'a/1' has two different grades for query 'q1'",
        ),
        ("qrels/test.tsv", "q9\ta/1\t1\n", "judges query 'q9'"),
        ("qrels/test.tsv", "q1\tgone\t1\n", "has a relevant document"),
        ("qrels/test.tsv", "", "has a relevant document"),
    ],
)
def test_a_file_that_cannot_be_used_is_named_with_its_line(tmp_path: Path, file: str, text: str, said: str) -> None:
    folder = write_set(tmp_path)
    (folder / file).write_text(text, "utf-8")
    with pytest.raises(BadInput, match=said):
        read_set(folder)


def test_a_file_in_another_encoding_is_refused_by_line(tmp_path: Path) -> None:
    folder = write_set(tmp_path)
    (folder / "queries.jsonl").write_bytes(
        '{"_id": "q1", "text": "ciudad peatonal"}\n{"_id": "q2", "text": "año"}'.encode("latin-1")
    )
    with pytest.raises(BadInput, match=r"queries\.jsonl, line 2: not a JSON object"):
        read_set(folder)


def test_marks_of_byte_order_and_halves_of_characters_do_no_harm(tmp_path: Path) -> None:
    folder = write_set(tmp_path)
    text = (folder / "corpus.jsonl").read_text(
        "utf-8"
    ) + '{"_id": "half\\ud800", "text": "half a character: \\udfff"}\n'
    (folder / "corpus.jsonl").write_text(text, "utf-8-sig")
    found = read_set(folder)
    assert (found.documents["half?"].text, "a/1" in found.documents) == ("half a character: ?", True)


def test_a_missing_file_is_said_with_what_a_collection_has(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"corpus\.jsonl, queries\.jsonl and qrels"):
        read_set(tmp_path)


def test_measures_are_those_of_the_judgements_and_what_is_not_found_counts_as_nothing() -> None:
    scores = measure({"q1": {"b 2": 2.0, "a/1": 1.0}, "q2": {"b 2": 1.0}}, QRELS)
    assert scores["MRR@10"] == {"q1": 0.5, "q2": 1.0, "c": 0.0, "same": 0.0}
    assert scores["nDCG@10"]["q1"] == pytest.approx(0.6309, abs=1e-4)
    assert means(scores)["MAP"] == pytest.approx(0.375)


def test_a_difference_says_who_is_better_how_often_and_how_surely() -> None:
    queries = [f"q{number}" for number in range(30)]
    qrels = {query: {"x": 1} for query in queries}
    good = measure({query: {"x": 2.0} for query in queries}, qrels)
    bad = measure({query: {"y": 2.0, "x": 1.0} for query in queries[:-1]} | {queries[-1]: {"x": 1.0}}, qrels)
    (found,) = differences({"bad": bad, "good": good})
    assert (found.better, found.worse, found.wins, found.losses) == ("good", "bad", 29, 0)
    assert found.p < 0.001
    assert differences({"one": good, "other": good})[0].p == 1.0


def test_the_command_ranks_with_the_real_search_keeps_what_it_is_told_to_and_leaves_the_archive_of_the_user_alone(
    settings: Settings, tmp_path: Path
) -> None:
    asked = (
        "eval",
        "beir",
        str(write_set(tmp_path / "set")),
        "--json",
        "--queries",
        "--cache",
        str(tmp_path / "cache"),
    )
    done = run_here(settings, *asked)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert (found["documents"], found["queries"], found["archive"]["unsearched"]) == (5, 4, 0)
    assert set(found["variants"]) == {"keyword", "dense", "hybrid", "production"}
    assert all(found["by_query"][name]["MRR@10"]["q1"] == 1.0 for name in found["variants"])
    assert found["by_query"]["production"]["MRR@10"]["q2"] == 1.0
    # A document that only has the number of the query is an answer like any other; one that is the query would stand first.
    assert found["by_query"]["production"]["MRR@10"]["c"] == 1.0
    assert found["by_query"]["dense"]["nDCG@10"]["same"] >= 0.5
    assert len(found["differences"]) == 6
    assert 0 < found["encoder_milliseconds"]["median"] <= found["variants"]["dense"]["milliseconds"]["median"]
    assert sorted(path.name for path in settings.data_dir.iterdir()) == ["models"]
    (kept,) = (tmp_path / "cache").iterdir()
    again = run_here(settings, *asked)
    assert json.loads(again.stdout)["by_query"] == found["by_query"]
    assert [*(tmp_path / "cache").iterdir()] == [kept]


def _fill_until(cache: Path, models: Path, file: str, sent: signal.Signals) -> None:
    with archive_folder(cache, "key", models) as folder:
        (folder / file).touch()
        os.kill(os.getpid(), sent)


@pytest.fixture
def interruptible() -> Iterator[None]:
    """A process that a shell started in the background does not hear Ctrl-C."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
def test_the_archive_of_a_collection_is_gone_unless_it_is_complete_and_to_be_kept(tmp_path: Path) -> None:
    models, cache = tmp_path, tmp_path / "cache"
    with pytest.raises(KeyboardInterrupt):
        _fill_until(cache, models, "half", signal.SIGINT)
    assert [*cache.iterdir()] == []
    with archive_folder(None, "", models) as folder:
        (folder / COMPLETE).touch()
    assert not folder.exists()
    with pytest.raises(SystemExit):
        _fill_until(cache, models, COMPLETE, signal.SIGTERM)
    with archive_folder(cache, "key", models) as folder:
        assert (folder, (folder / COMPLETE).exists()) == (cache / "key", True)


def test_another_text_or_another_encoder_is_another_archive(settings: Settings) -> None:
    documents = {"a": SetDocument("", "Trams"), "b": SetDocument("", "Buses")}
    other = settings.model_copy(update={"encoder": "some/other-model"})
    keys = [
        cache_key(documents, settings),
        cache_key(documents, other),
        cache_key({**documents, "b": SetDocument("Buses", "")}, settings),
        cache_key({"a": documents["a"]}, settings),
    ]
    assert len(set(keys)) == len(keys)


def test_the_command_names_what_is_wrong(settings: Settings, tmp_path: Path) -> None:
    done = run_here(make_settings(tmp_path / "data"), "eval", "beir", str(tmp_path))
    assert done.returncode == 1
    assert done.stderr.startswith("casebook: there is no file")
    assert settings.data_dir.is_dir()
