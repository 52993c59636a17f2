"""The search on test collections in BEIR form: what is read, what is refused, and that the numbers are those of the judgements."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from conftest import make_settings, run_here

from corpus.errors import BadInput
from corpus.settings import Settings
from eval.beir.collection import read_set
from eval.beir.measure import differences, means, measure

DOCUMENTS = {
    "a/1": ("Trams", "The city gave its trams a green light at every crossing, and they became faster."),
    "b 2": ("", "Households pay for food waste by weight.\nThe meters stand in the yards of apartment blocks."),
    "c": ("", "물 사용량을 줄이기 위해 주민마다 하루 오십 리터만 쓰게 했다."),
    "empty": ("", "  "),
}
QUERIES = {"q1": "faster trams", "q2": "pay by weight for waste", "q3": "not judged", "c": "물 사용량 제한"}
QRELS = {"q1": {"a/1": 1}, "q2": {"b 2": 2, "a/1": 0}, "c": {"c": 1, "b 2": 1}}


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
    assert set(found.documents) == {"a/1", "b 2", "c"}
    assert set(found.queries) == set(QRELS)
    assert found.qrels == QRELS
    assert found.unjudgeable == 0


def test_queries_without_a_relevant_document_are_counted_and_left_out(tmp_path: Path) -> None:
    found = read_set(write_set(tmp_path, {**QRELS, "q3": {"a/1": 0, "gone": 1}}))
    assert (set(found.queries), found.unjudgeable) == (set(QRELS), 1)


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("corpus.jsonl", '{"_id": "a"}\nnonsense\n', "line 2: not a JSON object with an _id"),
        ("queries.jsonl", '["q1"]\n', "line 1: not a JSON object with an _id"),
        ("qrels/test.tsv", "q1 a/1 1\n", "line 1: not a query, a document and a grade, with tabs between"),
        ("qrels/test.tsv", "q9\ta/1\t1\n", "judges query 'q9'"),
        ("qrels/test.tsv", "q1\tgone\t1\n", "has a relevant document"),
    ],
)
def test_a_file_that_cannot_be_used_is_named_with_its_line(tmp_path: Path, file: str, text: str, said: str) -> None:
    folder = write_set(tmp_path)
    (folder / file).write_text(text, "utf-8")
    with pytest.raises(BadInput, match=said):
        read_set(folder)


def test_a_missing_file_is_said_with_what_a_collection_has(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"corpus\.jsonl, queries\.jsonl and qrels"):
        read_set(tmp_path)


def test_measures_are_those_of_the_judgements_and_what_is_not_found_counts_as_nothing() -> None:
    scores = measure({"q1": {"b 2": 2.0, "a/1": 1.0}, "q2": {"b 2": 1.0}}, QRELS)
    assert scores["MRR@10"] == {"q1": 0.5, "q2": 1.0, "c": 0.0}
    assert scores["nDCG@10"]["q1"] == pytest.approx(0.6309, abs=1e-4)
    assert means(scores)["MAP"] == pytest.approx(0.5)


def test_a_difference_says_who_is_better_how_often_and_how_surely() -> None:
    queries = [f"q{number}" for number in range(30)]
    qrels = {query: {"x": 1} for query in queries}
    good = measure({query: {"x": 2.0} for query in queries}, qrels)
    bad = measure({query: {"y": 2.0, "x": 1.0} for query in queries[:-1]} | {queries[-1]: {"x": 1.0}}, qrels)
    (found,) = differences({"bad": bad, "good": good})
    assert (found.better, found.worse, found.wins, found.losses) == ("good", "bad", 29, 0)
    assert found.p < 0.001
    assert differences({"one": good, "other": good})[0].p == 1.0


def test_the_command_ranks_with_the_real_search_and_leaves_the_archive_of_the_user_alone(
    settings: Settings, tmp_path: Path
) -> None:
    done = run_here(settings, "eval", "beir", str(write_set(tmp_path / "set")), "--json", "--queries")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert (found["documents"], found["queries"]) == (3, 3)
    assert set(found["variants"]) == {"keyword", "dense", "hybrid", "production"}
    # The document that is the query itself counts for nothing, and the other one that is relevant to it is about something else.
    assert all(found["by_query"][name]["MRR@10"]["q1"] == 1.0 for name in found["variants"])
    assert found["by_query"]["production"]["MRR@10"]["q2"] == 1.0
    assert len(found["differences"]) == 6
    assert sorted(path.name for path in settings.data_dir.iterdir()) == ["models"]


def test_the_command_names_what_is_wrong(settings: Settings, tmp_path: Path) -> None:
    done = run_here(make_settings(tmp_path / "data"), "eval", "beir", str(tmp_path))
    assert done.returncode == 1
    assert done.stderr.startswith("casebook: there is no file")
    assert settings.data_dir.is_dir()
