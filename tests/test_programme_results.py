"""Results of a programme: figures against those of other libraries and of a pencil, and nobody who can be told from them."""

from __future__ import annotations

import csv
import datetime as dt
import io
import random
from collections.abc import Iterator

import numpy as np
import pytest
from fastapi.testclient import TestClient
from form_programmes import RIGHT, Course, course, held, opened, today
from openpyxl import load_workbook
from scipy import stats
from test_catalogue import catalogue

from corpus.errors import AnsweredAlready, NotFound
from corpus.programme.forms import FormKind, frozen, window
from corpus.programme.results import Gain
from corpus.programme.stored import Visibility
from index.catalogue import Catalogue
from index.programmes import ProgrammeStore
from index.programmes.answers import FormStore
from index.programmes.outcome import discrimination, gain
from index.programmes.teaching import case_teaching

__all__ = ["catalogue"]
Archive = tuple[TestClient, ProgrammeStore]
WRONG = {"i1": "b", "i3": "a"}
CASE = "stockholm-charge"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    with opened(tmp_path_factory.mktemp("results")) as found:
        yield found


@pytest.fixture(scope="module")
def answered(archive: Archive) -> Course:
    """Four people: the test before (on the day before) is made by the same row of links as the one after."""
    made = course(*archive, held())
    made.fill("after", [RIGHT, RIGHT, {"i1": "a"}, {"i3": "b", "i2": "=1+1"}])
    made.fill(
        "reaction",
        [{"q1": rating, "q3": "4", "q2": words} for rating, words in zip("5431", ("zest", "air", "", ""), strict=True)],
    )
    return made


def test_gain_agrees_with_scipy_and_with_a_pencil() -> None:
    before, after = [0.2, 0.4, 0.5, 0.1], [0.6, 0.8, 0.6, 0.5]
    found = gain(before, after)
    paired = stats.ttest_rel(after, before).confidence_interval(0.95)
    assert (found.low, found.high) == (round(paired.low, 4), round(paired.high, 4))
    assert (found.before, found.after, found.difference) == (0.3, 0.625, 0.325)
    assert found.normalised == 0.4643, "0.325 of the 0.7 that was left"


def test_gain_is_not_told_of_fewer_than_three_and_not_reckoned_where_nothing_was_left_to_learn() -> None:
    assert gain([0.1, 0.2], [0.9, 0.9]) == Gain(pairs=2, is_hidden=True)
    assert gain([1, 1, 1], [1, 1, 1]).normalised is None
    assert gain([1, 1, 1], [0.5, 1, 1]).difference == -0.1667


def test_discrimination_agrees_with_scipy() -> None:
    chance = random.Random(7)
    right = [float(chance.random() < 0.5) for _ in range(30)]
    rest = [0.5 * each + chance.random() / 2 for each in right]
    assert discrimination(right, rest) == round(stats.pointbiserialr(right, rest).statistic, 4)
    assert discrimination([1, 1, 1], [0.1, 0.2, 0.3]) is None


def test_people_are_paired_by_their_number(archive: Archive) -> None:
    coming = course(*archive, held(today()))
    # The first day was yesterday, so the test before is issued for a programme that has not begun, and the dates are moved then.
    later = held(today().replace(year=today().year + 1))
    made = course(*archive, later)
    made.fill("before", [WRONG, {"i1": "a"}, RIGHT])
    made.store.change(made.id, 1, coming.store.read(coming.id).programme)
    made.fill("after", [RIGHT, RIGHT, RIGHT, RIGHT])
    results = made.results()
    assert [person["before"] for person in results["people"]] == [0, 0.25, 1, None]
    learning = results["learning"]
    expected = np.mean([0, 0.25, 1])
    assert (learning["pairs"], learning["before"], learning["after"]) == (3, round(float(expected), 4), 1)
    assert learning["normalised"] == 1
    items = {item["item"]: item for item in results["items"]}
    assert (items["i1"]["before"], items["i1"]["after"], items["i1"]["n_after"]) == (0.6667, 1, 4)
    objectives = {each["objective"]: each["gain"]["pairs"] for each in results["objectives"]}
    assert objectives == {"o1": 3, "o2": 0}, "an essay is scored by nobody"


def test_who_has_passed_is_told_by_number_alone(answered: Course) -> None:
    people = answered.results()["people"]
    assert [(person["number"], person["after"], person["has_passed"]) for person in people] == [
        ("001", 1, True), ("002", 1, True), ("003", 0.25, False), ("004", 0.75, True),
    ]  # fmt: skip


def test_sessions_are_rated_over_people_and_their_questions(answered: Course) -> None:
    (session,) = answered.results()["sessions"]
    assert (session["session"], session["n"], session["mean"]) == ("s1", 4, 3.625), "means of 4.5, 4, 3.5 and 2.5"
    rating = next(each for each in answered.results()["reaction"] if each["question"] == "q1")
    assert [count["count"] for count in rating["counts"]] == [1, 0, 1, 1, 1]
    assert (rating["mean"], rating["n"]) == (3.25, 4)


def test_words_are_told_in_an_order_that_tells_nobody(answered: Course) -> None:
    words = next(each for each in answered.results()["reaction"] if each["question"] == "q2")
    assert (words["words"], words["n"]) == (["air", "zest"], 2), "two of four wrote; the form is what four sent"


def test_what_fewer_than_three_answered_is_hidden_everywhere(archive: Archive) -> None:
    made = course(*archive)
    made.fill("reaction", [{"q1": "1", "q3": "2", "q2": "only me"}, {"q3": "2"}])
    made.fill("after", [{**RIGHT, "i2": "my own plan"}] * 2)
    results = made.results()
    hidden = [*results["reaction"], *results["items"], *results["sessions"], results["learning"], *results["essays"]]
    assert all(each["is_hidden"] for each in hidden)
    for told in (made.client.get("/v1/health").text, str(results), made.results(".csv").decode()):
        assert "only me" not in told
        assert "my own plan" not in told


def test_the_same_answers_give_the_same_bytes(answered: Course) -> None:
    for ending in (".csv", ".xlsx"):
        assert answered.results(ending) == answered.results(ending)


def test_the_table_reads_back_and_runs_nothing(answered: Course) -> None:
    rows = list(csv.DictReader(io.StringIO(answered.results(".csv").decode("utf-8-sig"))))
    essay = next(row for row in rows if row["part"] == "essays")
    assert essay["value"] == "'=1+1", "a formula is set off"
    mean = next(row for row in rows if row["part"] == "sessions")
    assert (mean["id"], mean["text"], float(mean["value"]), mean["n"]) == ("s1", "Pricing roads", 3.625, "4")


@pytest.mark.parametrize(
    ("language", "first"), [("en", "Results"), ("es", "Resultados"), ("fr", "Résultats"), ("ko", "결과")]
)
def test_the_workbook_reads_back_in_each_language(answered: Course, language: str, first: str) -> None:
    book = load_workbook(io.BytesIO(answered.results(".xlsx", lang=language)))
    assert book.sheetnames[0] == first
    assert len(book.sheetnames) == 9
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert "=1+1" in [cell.value for cell in cells]
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr", "n"}, "no cell is a formula"


def test_a_case_tells_where_it_was_taught_and_how_it_was_rated(archive: Archive) -> None:
    client, store = archive
    for each in ("seoul-01", CASE):
        before = client.get(f"/v1/cases/{each}/teaching").json()
    shown = course(client, store, held())
    store.share(shown.id, Visibility.public)
    shown.fill("reaction", [{"q1": "5", "q3": "3"}] * 5)
    planned = course(client, store, held(today().replace(year=today().year + 1)))
    found = client.get(f"/v1/cases/{CASE}/teaching").json()
    assert found["programmes"] == before["programmes"] + 1, "a programme that is only planned taught nothing yet"
    assert found["raters"] >= 5
    assert found["rating"] is not None
    assert [(each["id"], each["version"]) for each in found["public"]] == [(shown.id, 1)]
    assert f"programme={shown.id}" in found["public"][0]["link"]
    assert planned.id not in str(found)
    assert found["last_year"] == today().year
    assert client.get("/v1/cases/no-such-case/teaching").status_code == 404


def test_a_rating_of_fewer_than_five_is_not_told(tmp_path_factory: pytest.TempPathFactory) -> None:
    with opened(tmp_path_factory.mktemp("few")) as (client, store):
        made = course(client, store)
        made.fill("reaction", [{"q1": "5", "q3": "3"}] * 4)
        few = client.get(f"/v1/cases/{CASE}/teaching").json()
        assert (few["programmes"], few["raters"], few["rating"], few["public"]) == (1, 4, None, [])
        made.fill("reaction", [{"q3": "2"}])
        assert client.get(f"/v1/cases/{CASE}/teaching").json()["rating"] == 3.6
        store.remove(made.id)
        assert client.get(f"/v1/cases/{CASE}/teaching").json()["raters"] == 0


def test_forms_and_counts_are_alike_on_every_database(catalogue: Catalogue) -> None:
    kept, _ = ProgrammeStore(catalogue.engine).create(held())
    store, form = FormStore(catalogue.engine), frozen(held(), 1, FormKind.reaction)
    now = dt.datetime.now(dt.UTC)
    issued = store.issue(kept.id, form, window(held(), FormKind.reaction, now), 3)
    assert store.issue(kept.id, form, window(held(), FormKind.reaction, now), 3, renew=True).kept == ()
    with pytest.raises(NotFound):
        store.open(issued.tokens["001"])
    tokens = store.issue(kept.id, form, window(held(), FormKind.reaction, now), 2).tokens
    for token in tokens.values():
        store.keep(store.open(token), {"q1": ("4",)})
        with pytest.raises(AnsweredAlready):
            store.open(token)
    count = store.counts(kept.id)[FormKind.reaction]
    assert (count.issued, count.answered, len(store.filled(kept.id))) == (5, 2, 2)
    assert (found := case_teaching(catalogue.engine, CASE, today())).raters == 2
    assert (found.programmes, found.versions) == (1, (1,))
    ProgrammeStore(catalogue.engine).remove(kept.id)
    assert store.counts(kept.id) == {}
