"""What a document says is proposed for its record with the sentence that says it, and a person decides."""

from __future__ import annotations

import datetime as dt

import pytest
from test_drafts import WordEncoder, drafted

from corpus.case import Case, Check, Evidence, Guess, Ruling
from corpus.errors import BadInput, NotFound
from corpus.passage import Passage, PassageKind, Span
from ingest.proposals import carry_over, propose
from ingest.proposals.decisions import decide

NOW = dt.datetime(2026, 11, 22, 10, 15, tzinfo=dt.UTC)
PLAN = (
    "Buses in Medellín",
    "Medellín, in Colombia, opened its bus lanes in 2011. The Ministry of Transport paid for a part. It serves SDG 11.2 and SDG 13.",
    "The city invested 12,500 million pesos in 2010. The scheme was run by the Metro Authority of Medellín.",
    "Traffic fell by 22 % and 35,000 passengers ride it per day. Later the Ministry of Transport asked for more.",
)


@pytest.fixture
def draft() -> Case:
    return drafted(*PLAN)


def of(case: Case, field: str) -> list[Guess]:
    return [guess for guess in case.guesses if guess.field == field]


def ruled(case: Case, guess: Guess, ruling: Ruling) -> Case:
    return decide(case, guess.id, ruling, "editor", NOW)


def test_figures_agencies_and_goals_are_proposed_and_not_stated(draft: Case) -> None:
    assert of(draft, "cost")[0].value == {"amount": 12.5e9, "currency": "COP", "basis": "capital", "price_year": 2010}
    outcomes = [guess.value for guess in of(draft, "outcomes")]
    assert {(o["value"], o["unit"]) for o in outcomes if isinstance(o, dict)} == {
        (-22, "percent"), (35_000, "passengers-per-day"),
    }  # fmt: skip
    assert {guess.value for guess in of(draft, "sdgs")} >= {"11.2", "13"}
    agencies = [guess.value for guess in (*of(draft, "lead_agency"), *of(draft, "partners"))]
    assert agencies[0] == {"name": "Metro Authority of Medellín"}
    assert {"name": "Ministry of Transport"} in agencies
    assert (draft.cost, draft.outcomes, draft.sdgs, draft.lead_agency, draft.end_date) == ((), (), (), None, None)
    assert not {"cost", "outcomes", "sdgs"} & set(draft.guessed)


def test_a_proposal_names_the_sentence_that_it_comes_from(draft: Case) -> None:
    (cost,) = of(draft, "cost")
    assert cost.found_in == "The city invested 12,500 million pesos in 2010."
    assert cost.passage is not None
    assert cost.span is not None
    assert cost.span[1] - cost.span[0] == len(cost.found_in)


def test_a_cell_of_a_table_has_the_unit_of_its_row() -> None:
    lines = ["항목 | 전 | 후", "하루 승객 (천 명) | 120 | 1,350", "사업비 (억 원) | | 91"]
    text = "\n".join(lines)
    starts = [text.index(line) for line in lines]
    spans = tuple(Span(start, start + len(line)) for start, line in zip(starts, lines, strict=True))
    base = drafted("계획", language="ko")
    table = Passage("a.b", 0, text, spans, "ko", "results", (), 3, 3, PassageKind.table)
    case = propose(base, [table], WordEncoder())
    assert [(g.value["value"], g.value["unit"]) for g in of(case, "outcomes") if isinstance(g.value, dict)] == [
        (120_000, "people"), (1_350_000, "people"),
    ]  # fmt: skip
    assert [g.value["amount"] for g in of(case, "cost") if isinstance(g.value, dict)] == [9.1e9]
    assert {guess.page for guess in of(case, "cost")} == {3}


# Decisions -----------------------------------------------------------------------------------------------------------


def test_a_confirmed_figure_is_a_fact_with_the_document_as_its_source(draft: Case) -> None:
    case = ruled(ruled(draft, of(draft, "cost")[0], Ruling.confirmed), of(draft, "outcomes")[0], Ruling.confirmed)
    (money,), (outcome,) = case.cost, case.outcomes
    assert (money.amount, money.check, money.page) == (12.5e9, Check.confirmed, 1)
    assert (outcome.evidence, outcome.check) == (Evidence.self_reported, Check.confirmed)
    assert money.source == outcome.source == case.sources[0].id
    assert len(case.sources) == 1
    assert case.sources[0].title == "Buses in Medellín"
    assert [made.by for made in case.decisions] == ["editor", "editor"]


def test_a_confirmed_value_of_a_single_field_settles_it(draft: Case) -> None:
    other = next(guess for guess in of(draft, "title") if guess.found_in == "file name")
    case = ruled(draft, other, Ruling.confirmed)
    assert case.title == {"en": "plan"}
    assert of(case, "title") == []
    assert "title" not in case.guessed
    assert "city" in case.guessed


def test_a_rejected_guess_gives_way_to_the_next(draft: Case) -> None:
    case = ruled(draft, of(draft, "title")[0], Ruling.rejected)
    assert case.title == {"en": "plan"}
    assert "title" in case.guessed
    with pytest.raises(BadInput, match="needs a title"):
        ruled(case, of(case, "title")[0], Ruling.rejected)
    without = ruled(draft, of(draft, "city")[0], Ruling.rejected)
    assert without.city is None or without.city != draft.city


def test_a_rejected_value_may_be_confirmed_later_but_not_the_other_way_round(draft: Case) -> None:
    (cost,) = of(draft, "cost")
    rejected = ruled(draft, cost, Ruling.rejected)
    assert (rejected.cost, of(rejected, "cost")) == ((), [])
    confirmed = ruled(rejected, cost, Ruling.confirmed)
    assert len(confirmed.cost) == len(confirmed.decisions) == 1
    assert ruled(confirmed, cost, Ruling.confirmed) == confirmed
    with pytest.raises(BadInput, match="fact of the record"):
        ruled(confirmed, cost, Ruling.rejected)


def test_a_proposal_that_is_not_there_is_not_decided(draft: Case) -> None:
    with pytest.raises(NotFound, match="no proposal"):
        decide(draft, "0123456789ab", Ruling.confirmed, "editor", NOW)


def test_decisions_outlive_a_new_draft_of_the_same_file(draft: Case) -> None:
    decided = ruled(draft, of(draft, "cost")[0], Ruling.confirmed)
    for guess in (of(draft, "outcomes")[0], of(draft, "title")[0]):
        decided = ruled(decided, guess, Ruling.rejected)
    again = carry_over(drafted(*PLAN), decided)
    assert again == decided
    assert carry_over(again, decided) == again
    changed = carry_over(
        drafted("Buses in Medellín", "Nothing of it is left, but for words that say something."), decided
    )
    assert changed.cost == decided.cost
    assert changed.sources == decided.sources


def test_guesses_of_older_drafts_can_be_read() -> None:
    old = {"field": "topics", "found_in": "similarity", "confidence": 0.4}
    case = Case.model_validate({
        "id": "found-file", "status": "draft", "title": {"en": "A"}, "abstract": {}, "original_language": "en",
        "topics": ["transport"], "guesses": [old],
    })  # fmt: skip
    assert case.guessed == ("topics",)
    assert case.guesses[0].value is None
