"""What is said of the relevance cases: shares, explanations, and a page that needs nothing else."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from conftest import run_here

from corpus.settings import Settings
from eval.relevance import report
from eval.relevance.cases import RelevanceCase
from eval.relevance.judge import Failure, Judged, explanation
from eval.relevance.standing import Standing

RIGHT = Standing("right", 7, 3, None, "Cost", 2, ("toll", "<b>"))
LOST = Standing("lost", None, 120, 340)
FIRST = Standing("first", 1, 2, 9)


def relevance_case(id: str, language: str = "en", **given: object) -> RelevanceCase:
    row = {
        "query": "<script>toll</script>",
        "user": "official",
        "form": "keywords",
        "traits": ["same"],
        "any": ["right"],
    }
    return RelevanceCase.model_validate({"id": id, "language": language, **row, **given})


@pytest.fixture
def judged() -> list[Judged]:
    failed = Failure("one of right, lost among the first 3", ("right", "lost"))
    cited = Failure("a.pdf of right cited on page 4", ("right",), "the case's best passages are 1 a.pdf p. 2 (cost)")
    return [
        Judged(relevance_case("good"), (), (), 0),
        Judged(relevance_case("bad", "ar", traits=["across", "city"]), (failed, cited), (), 9, (FIRST, RIGHT, LOST)),
    ]


def test_shares_are_by_group_and_a_query_counts_for_each_of_its_traits(judged: list[Judged]) -> None:
    found = {kind: {rate.name: rate.share for rate in rates} for kind, rates in report.rates(judged).items()}
    assert found["all"] == {"all": 0.5}
    assert found["trait"] == {"same": 1.0, "across": 0.0, "city": 0.0}
    assert found["language"] == {"ar": 0.0, "en": 1.0}


def test_a_failure_says_where_the_cases_stand_in_which_leg_and_what_came_first(judged: list[Judged]) -> None:
    failed, cited = judged[1].failures
    said = explanation(failed, judged[1].standings)
    assert (
        "right is number 7, only meaning has it early (best passage number 3 by meaning, nowhere by words, shares toll <b>)"
        in said
    )
    assert "lost is not among the first 50, both legs have it late" in said
    assert said.endswith(
        "first is number 1, both legs have it early (best passage number 2 by meaning, number 9 by words)"
    )
    assert explanation(cited, judged[1].standings) == cited.detail
    assert Standing("gone", None, None, None).legs == "no leg finds it"


def test_the_page_escapes_stands_alone_and_turns_queries_from_right_to_left(judged: list[Judged]) -> None:
    page = report.page(judged, left_out=4)
    assert "<script>toll" not in page
    assert "&lt;b&gt;" in page
    assert not re.search(r"""(src|href)=["']?(https?:|//)|@import|url\(""", page)
    assert 'lang="ar" dir="rtl"' in page
    assert 'lang="en" dir="ltr"' in page
    assert "4 more ask for cases that this archive does not have" in page
    assert 'data-trait="across city"' in page


def test_numbers_for_machines_hold_the_explanations(judged: list[Judged]) -> None:
    found = json.loads(json.dumps(report.to_json(judged)))
    assert found["cases"][1]["failures"][0]["explanation"]
    assert found["cases"][1]["standings"][2]["legs"] == "both legs have it late"


def test_the_command_asks_the_archive_and_leaves_out_what_it_lacks(sample_copy: Settings, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    ids = ("a-people-per-lane", "a-cape-twon", "a-almaty-cost-zh", "c-multar-receber")
    chosen = [word for id in (*ids, "b-deux-autorites") for word in ("--only", id)]
    done = run_here(sample_copy, "eval", "relevance", "--json", "--html", str(page), *chosen)
    assert done.returncode == 0, done.stderr
    cases = {case["id"]: case for case in json.loads(done.stdout)["cases"]}
    assert set(cases) == set(ids)
    assert cases["a-people-per-lane"]["passed"]
    assert all(case["passed"] or case["standings"] for case in cases.values())
    assert "1 more ask for cases" in page.read_text("utf-8")


def test_the_command_names_an_id_that_is_not_there_and_a_page_that_cannot_be_written(
    sample_copy: Settings, tmp_path: Path
) -> None:
    unknown = run_here(sample_copy, "eval", "relevance", "--only", "nobody")
    assert unknown.stderr.startswith("casebook: there is no relevance case 'nobody'")
    nowhere = run_here(
        sample_copy, "eval", "relevance", "--only", "a-people-per-lane", "--html", str(tmp_path / "no" / "page.html")
    )  # fmt: skip
    assert nowhere.returncode == 1
    assert "cannot be written" in nowhere.stderr
