"""What a statement of a comparison rests on: the sentence that states the number, the passage that says the same, or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from fake_archive import STOCKHOLM, WordLikeness

from corpus.case import Case, Check
from corpus.comparison import StatementEvidence
from corpus.passage import Passage, Span, StoredDocument
from corpus.vocabulary import INTERFACE_LANGUAGES, vocabulary
from index.compare.alignment import align
from index.compare.claims import Claim, Proof, amount_kind, claims_of
from index.compare.evidence import CaseText, evidence_of
from index.compare.indicators import kinds, measure_of

DOCUMENT = StoredDocument(
    "stockholm-charge.0", "stockholm-charge", "a.md", "A report", "en", "text/markdown", "md", "0", 1, 3, None
)


def passage(position: int, sentences: Sequence[str], section: str = "results") -> Passage:
    text = " ".join(sentences)
    starts = [sum(len(each) + 1 for each in sentences[:place]) for place in range(len(sentences))]
    spans = tuple(Span(start, start + len(each)) for start, each in zip(starts, sentences, strict=True))
    return Passage(DOCUMENT.id, position, text, spans, "en", section, ("Report",), position + 1, position + 1)


def evidence(claim: Claim, *passages: Passage) -> StatementEvidence:
    return evidence_of(claim, CaseText(STOCKHOLM, {DOCUMENT.id: DOCUMENT}, passages), WordLikeness(), "en")


def outcome(**more: Any) -> Claim:
    fields: dict[str, Any] = {
        "field": "outcomes", "row": "percent", "text": "shown", "proof": Proof.number, "wanted": "vehicles over the cordon",
        "sections": ("results",), "value": -22, "unit": "percent", "source": "eliasson", "page": 3, "check": Check.confirmed,
        "reported_by": "independent",
    }  # fmt: skip
    return Claim(**(fields | more))


def test_a_figure_is_cited_with_the_sentence_that_states_its_number() -> None:
    found = evidence(
        outcome(),
        passage(0, ["Nothing happened in 2006."]),
        passage(1, ["It rained.", "Vehicles over the cordon fell by 22 per cent.", "22 buses ran."]),
    )
    assert found.kind == "passage"
    assert found.passage is not None
    assert (found.passage.quote, found.passage.page) == ("Vehicles over the cordon fell by 22 per cent.", 2)
    assert found.passage.found_by == "number"
    assert (found.check, found.reported_by) == ("confirmed", "independent")
    assert found.source is not None
    assert (found.source.title, found.source.page) == ("The Stockholm trial", 3)


def test_a_common_number_in_a_sentence_on_something_else_is_no_evidence() -> None:
    found = evidence(outcome(), passage(0, ["The park has 22 benches."]))
    assert (found.kind, found.passage) == ("source", None)
    assert found.note.startswith("no passage of the archive states it")


def test_a_telling_number_is_found_in_any_language() -> None:
    claim = outcome(value=1_900_000_000, baseline=None)
    found = evidence(claim, passage(0, ["총 사업비는 19억 크로나였다."], "cost"))
    assert found.passage is not None
    assert found.passage.quote == "총 사업비는 19억 크로나였다."


def test_of_two_sentences_with_the_number_the_one_with_the_number_before_is_cited() -> None:
    claim = outcome(value=17.5, baseline=41.8, wanted="passengers dissatisfied")
    found = evidence(claim, passage(0, ["Dissatisfied 17.5", "Dissatisfied 41.8 to 17.5"]))
    assert found.passage is not None
    assert found.passage.quote == "Dissatisfied 41.8 to 17.5"


def test_a_number_that_no_passage_states_and_no_publication_is_named_for_has_no_evidence() -> None:
    found = evidence(outcome(source=None, check=None), passage(0, ["Vehicles over the cordon fell by 23 per cent."]))
    assert (found.kind, found.passage, found.source) == ("none", None, None)
    assert found.note.startswith("no evidence")


def test_a_text_is_cited_with_the_passage_of_its_own_section_that_is_near_enough() -> None:
    claim = Claim(
        "challenge", "challenge", "Traffic stood still", Proof.meaning, "traffic stood still", "en", ("challenge",)
    )
    near = passage(1, ["In the morning all traffic stood still on the bridges."], "challenge")
    copy = passage(0, ["traffic stood still"], "lessons")
    assert (cited := evidence(claim, copy, near).passage) is not None
    assert (cited.passage_id, cited.found_by) == (near.id, "meaning")
    assert (other := evidence(claim, copy).passage) is not None
    assert other.passage_id == copy.id
    assert evidence(claim, passage(0, ["Buses were painted green."], "challenge")).kind == "none"


def test_an_agency_is_cited_where_it_is_named() -> None:
    (claim,) = claims_of(STOCKHOLM, "lead_agency", "en")
    named = passage(0, ["The trial was run by the CITY OF STOCKHOLM."], "implementation")
    assert (cited := evidence(claim, named).passage) is not None
    assert cited.found_by == "name"
    assert evidence(claim, passage(0, ["The trial was run by the county."])).kind == "none"


def test_what_the_editor_concluded_is_looked_for_nowhere() -> None:
    stage = next(claim for claim in claims_of(STOCKHOLM, "progress", "en") if claim.row == "stage")
    assert evidence(stage, passage(0, ["The charge is running."])).kind == "editor"


def test_a_case_without_passages_is_compared_all_the_same() -> None:
    for field in ("challenge", "outcomes", "cost", "lead_agency"):
        for claim in claims_of(STOCKHOLM, field, "en"):
            assert evidence(claim).kind in {"none", "source"}


@pytest.mark.parametrize(
    ("basis", "row"),
    [
        ("capital per km of busway", "price"),
        ("capital, construction", "capital"),
        ("operating per year", "operating"),
        ("capital per year", "capital"),
        ("cost to drivers per year, rough estimate (over)", "other"),
        ("operating subsidy per year", "subsidy"),
        ("income lost per year by withdrawing the western extension", "income"),
        ("total budget of the trial package", "total"),
        ("claims that the city decided to waive, at most", "other"),
    ],
)
def test_amounts_for_the_same_kind_of_thing_stand_in_one_row(basis: str, row: str) -> None:
    assert amount_kind(basis) == row


def test_outcomes_that_measure_the_same_in_one_unit_stand_in_one_row() -> None:
    def measured(indicator: str, unit: str = "percent") -> Claim:
        return outcome(wanted=indicator, unit=unit)

    families = align(
        [
            [measured("travel time by bus"), measured("passengers per day", "count")],
            [measured("support among residents"), measured("Passengers per day", "people")],
            [measured("Travel time by bus")],
        ],
        WordLikeness(),
    )
    assert [[(column, claim.wanted) for column, claim in family.members] for family in families] == [
        [(0, "travel time by bus"), (2, "Travel time by bus")],
        [(1, "support among residents")],
        [(0, "passengers per day")],
        [(1, "Passengers per day")],
    ]


@pytest.mark.parametrize(
    ("one", "other", "unit"),
    [
        ("Change in traffic entering the zone", "Change in traffic across the cordon", "percent"),
        ("Public transport share of trips", "Share of public transport in trips", "percent"),
        ("Passengers a day", "Passengers per day on the line, all routes", "passengers-per-day"),
        ("Visitors per year", "Museum visits in a year", "people"),
    ],
)
def test_indicators_in_other_words_measure_the_same(one: str, other: str, unit: str) -> None:
    assert measure_of(one, unit) == measure_of(other, unit) is not None


@pytest.mark.parametrize(
    ("one", "other", "unit"),
    [
        ("Car share of trips", "Share of public transport in trips", "percent"),
        ("Passengers dissatisfied with buses", "Users who are satisfied", "percent"),
        ("Change in passengers", "Change in passengers' average cost of travel", "percent"),
        ("CO₂ avoided a year", "CO₂ emissions a year", "tonnes-co2-per-year"),
        ("Change in travel time", "Travel time by bus", "percent"),
        ("Visitors per year", "Visitors in the month", "people"),
        ("Change in traffic in the zone", "Change in traffic injuries in the zone", "percent"),
    ],
)
def test_indicators_that_look_alike_stay_apart(one: str, other: str, unit: str) -> None:
    assert measure_of(one, unit) != measure_of(other, unit)


def test_a_number_of_people_without_a_span_of_time_compares_with_none() -> None:
    assert measure_of("Passengers in the first two weeks", "people") is None


def test_every_kind_of_outcome_has_units_and_a_label_in_every_interface_language() -> None:
    for kind in kinds():
        assert set(kind.labels) == set(INTERFACE_LANGUAGES), kind.id
        assert kind.units <= set(vocabulary("units").concepts)
        assert kind.units


def test_density_follows_from_population_and_area() -> None:
    context = {"population": 1000, "area_km2": 3, "year": 2010, "source": "eliasson", "check": "confirmed"}
    case = Case.model_validate(STOCKHOLM.model_dump() | {"city_context": context})
    rows = {claim.row: claim for claim in claims_of(case, "context", "en")}
    assert (rows["density"].value, rows["density"].text) == (333, "333 (city, 2010)")
    assert rows["population"].source == "eliasson"
