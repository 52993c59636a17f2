"""What a person said of proposals: a confirmed value becomes a fact of the record, a rejected one does not come back.

Decisions are kept with the case. When its file is ingested again they are carried over to the new draft.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from functools import reduce
from typing import Any

from pydantic import JsonValue, ValidationError

from corpus.case import Case, Decision, Guess, Ruling
from corpus.errors import BadInput, NotFound
from corpus.passage import document_of

SINGLE = ("title", "abstract", "original_language", "city", "country", "start_date", "end_date", "lead_agency")
"""Fields that hold one value: to confirm one is to do without the others."""

LISTS = ("topics", "sdgs", "partners")
FILLED = ("title", "abstract", "original_language", "city", "country", "start_date", "topics")
"""Fields in which a draft shows its best guesses, marked as such, so that it can be found before anybody has looked at it."""

SURE = {"start_date": 0.5}
"""Fields that only a guess of at least this confidence fills: a wrong year would put a draft into the wrong place of every list."""

REQUIRED = ("title", "original_language")
CHECKED = "An editor confirmed what the record takes from it against the passage that says it."

Record = dict[str, Any]


def decide(case: Case, guess_id: str, ruling: Ruling, by: str, at: dt.datetime) -> Case:
    """The case after a person confirmed or rejected one of its proposals; the same case where that was said already.

    A rejected one may be confirmed later. NotFound where the case has no such proposal; BadInput where the value was confirmed
    before, cannot be a fact as it is, or is the last title or language.
    """
    earlier = next((made for made in case.decisions if made.guess.id == guess_id), None)
    if earlier and earlier.ruling is ruling:
        return case
    if earlier and earlier.ruling is Ruling.confirmed:
        raise BadInput("This value was confirmed, and is a fact of the record now; edit the record to change it.")
    guess = earlier.guess if earlier else next((each for each in case.guesses if each.id == guess_id), None)
    if guess is None or guess.value is None:
        raise NotFound(f"the case {case.id!r} has no proposal {guess_id!r}")
    if ruling is Ruling.rejected and guess.field in REQUIRED and _is_last(guess, case.guesses):
        raise BadInput(f"A case needs a {guess.field.replace('_', ' ')}, and this is the only one; confirm or edit it.")
    kept = tuple(made for made in case.decisions if made is not earlier)
    return _apply(case.model_copy(update={"decisions": kept}), Decision(guess=guess, ruling=ruling, by=by, at=at))


def carry_over(draft: Case, held: Case) -> Case:
    """A new draft of a file with what was decided on the draft that is held: nothing confirmed is lost, nothing rejected asked again.

    What the draft has already is not done twice.
    """
    sources = tuple({source.id: source for source in (*held.sources, *draft.sources)}.values())
    made = (decision for decision in held.decisions if decision not in draft.decisions)
    return reduce(_apply, made, draft.model_copy(update={"sources": sources} if held.decisions else {}))


def _is_last(guess: Guess, guesses: Iterable[Guess]) -> bool:
    return not any(each.field == guess.field and each.id != guess.id for each in guesses)


def _apply(case: Case, decision: Decision) -> Case:
    field, is_fact = decision.guess.field, decision.ruling is Ruling.confirmed
    is_settled = is_fact and field in SINGLE
    guesses = tuple(
        each
        for each in case.guesses
        if each.id != decision.guess.id and not (is_settled and each.field == field)
    )  # fmt: skip
    record = _with_fact(case, decision.guess) if is_fact else {}
    update = {"guesses": guesses, "decisions": (*case.decisions, decision)}
    return filled(_checked(case.model_copy(update=update), record))


def _checked(case: Case, changes: Mapping[str, Any]) -> Case:
    try:
        return Case.model_validate({**case.model_dump(mode="json"), **changes})
    except ValidationError as error:
        reason = str(error.errors()[0]["msg"]).removeprefix("Value error, ")
        raise BadInput(f"This value cannot stand in the record: {reason}.") from None


# Filling in ----------------------------------------------------------------------------------------------------------


def filled(case: Case) -> Case:
    """The case with its best guesses in the fields of `FILLED` for which nobody has confirmed a value."""
    settled = _settled(case)
    changes = {field: _best(field, case.guesses) for field in FILLED if field not in settled}
    return Case.model_validate({**case.model_dump(mode="json"), **changes})


def _best(field: str, guesses: Iterable[Guess]) -> JsonValue:
    least = SURE.get(field, 0.0)
    values = [guess.value for guess in guesses if guess.field == field and guess.confidence >= least]
    if field in LISTS:
        return values
    return values[0] if values else _EMPTY.get(field)


_EMPTY: Mapping[str, JsonValue] = {"title": {}, "abstract": {}}


def _settled(case: Case) -> set[str]:
    return {made.guess.field for made in case.decisions if made.ruling is Ruling.confirmed}


# Facts ---------------------------------------------------------------------------------------------------------------


def _with_fact(case: Case, guess: Guess) -> Record:
    """Fields that change when the value of the guess becomes a fact."""
    if guess.field in SINGLE:
        return {guess.field: guess.value}
    record = case.model_dump(mode="json")
    held = record[guess.field] if guess.field in _settled(case) else []
    fact = _FACT.get(guess.field, _as_it_is)(guess)
    cited = _cited(case, guess, record) if guess.field in _FACT else {}
    return cited | {guess.field: held if fact in held else [*held, fact]}


def _as_it_is(guess: Guess) -> JsonValue:
    return guess.value


def _sourced(guess: Guess) -> Record:
    assert isinstance(guess.value, dict)
    return {**guess.value, "source": source_id(guess), "page": guess.page, "check": "confirmed"}


def _self_reported(guess: Guess) -> Record:
    """A document that comes without a record speaks for the body that sent it."""
    return _sourced(guess) | {"evidence": "self-reported"}


_FACT: Mapping[str, Callable[[Guess], JsonValue]] = {"cost": _sourced, "outcomes": _self_reported}


def source_id(guess: Guess) -> str:
    """Id of the document of a guess among the sources of its case."""
    return f"document-{document_of(guess.passage or '').rpartition('.')[2] or 'unknown'}"


def _cited(case: Case, guess: Guess, record: Record) -> Record:
    if any(source.id == source_id(guess) for source in case.sources):
        return {}
    title = case.documents[0].title if case.documents else case.id
    added = {"id": source_id(guess), "title": title, "kind": "report", "checked": CHECKED}
    return {"sources": [*record["sources"], added]}
