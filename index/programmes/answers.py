"""Links to forms and what was answered by them.

A token is 128 random bits, of which only the SHA-256 is kept; it opens one form and takes one answer. Tests are kept under the number of the
person, so that before and after can be compared. Other answers are kept under nothing: no row tells which token they came with.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, Row, delete, func, select, update
from sqlalchemy.orm import Session

from corpus.errors import AnsweredAlready, BadInput, Closed, NotFound, NotOpenYet
from corpus.programme.answering import case_ratings
from corpus.programme.forms import Answers, Form, FormKind, Window
from corpus.programme.roster import MOST_PARTICIPANTS
from index.catalogue.rows import utc
from index.catalogue.tables import CaseRatingRow, FormAnswerRow, FormTokenRow, ProgrammeFormRow
from index.catalogue.transactions import reading, writing
from index.programmes.store import key_digest

TOKEN_BYTES = 16
"""128 bits cannot be guessed, and their link fits a QR code that a phone reads from a slide."""
ROW_ID_BYTES = 12


@dataclass(frozen=True, slots=True)
class IssuedTokens:
    """New tokens, which are known here only."""

    tokens: Mapping[str, str]
    """Number -> token."""
    kept: tuple[str, ...]
    """Numbers that got none, since they have one already."""


@dataclass(frozen=True, slots=True)
class OpenForm:
    """A form that a token has opened."""

    digest: str
    form: Form
    form_id: str
    number: str
    closes: dt.datetime
    """In the time zone of the programme."""


@dataclass(frozen=True, slots=True)
class FilledForm:
    """One answer with the form that was asked."""

    form: Form
    number: str | None
    """None where the form is not a test."""
    answers: Answers


@dataclass(frozen=True, slots=True)
class FormCount:
    """How many links of one kind were issued and used, and from when to when they open."""

    issued: int
    answered: int
    window: Window


class FormStore:
    """The forms of a catalogue's programmes. Safe to share between threads and processes."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def issue(
        self, programme_id: str, form: Form, window: Window, wanted: Sequence[str] | int, renew: bool = False
    ) -> IssuedTokens:
        """Tokens for these numbers, or for so many people that have none; with `renew` unused ones are replaced.

        BadInput where a programme would have more than `MOST_PARTICIPANTS` links of a kind.
        """
        with writing(self._engine) as session:
            had = _tokens(session, programme_id, form.kind)
            numbers = _new_numbers(had, wanted, renew) if isinstance(wanted, int) else wanted
            replaced = {number for number in numbers if renew and had.get(number) is False}
            tokens = {
                number: secrets.token_urlsafe(TOKEN_BYTES)
                for number in numbers
                if number not in had or number in replaced
            }
            if len(had.keys() | tokens.keys()) > MOST_PARTICIPANTS:
                raise BadInput(f"a programme takes at most {MOST_PARTICIPANTS} links to a form; no link was issued")
            _drop(session, programme_id, form.kind, replaced)
            session.add_all(_token_rows(programme_id, _form_id(session, programme_id, form), form, window, tokens))
        return IssuedTokens(tokens, tuple(number for number in numbers if number not in tokens))

    def open(self, token: str) -> OpenForm:
        """The form of a token. NotFound for an unknown one, NotOpenYet, Closed or AnsweredAlready for one that opens nothing now."""
        digest, now = key_digest(token), dt.datetime.now(dt.UTC)
        with reading(self._engine) as session:
            row = session.get(FormTokenRow, digest)
            if row is None:
                raise NotFound("there is no such form; check that the whole link was copied")
            form = Form.model_validate(session.get_one(ProgrammeFormRow, row.form_id).content)
            opens, closes = (utc(time).astimezone(ZoneInfo(form.time_zone)) for time in (row.opens, row.closes))
            if row.is_used:
                raise AnsweredAlready("this form has been answered; each link takes one answer")
            if now < opens:
                raise NotOpenYet(opens)
            if now >= closes:
                raise Closed(closes)
            return OpenForm(digest, form, row.form_id, row.number, closes)

    def keep(self, opened: OpenForm, answers: Answers) -> None:
        """Keep an answer for good. AnsweredAlready where the token was used meanwhile; nothing is kept then, nor where this fails."""
        unused = update(FormTokenRow).where(FormTokenRow.digest == opened.digest, FormTokenRow.is_used.is_(False))
        number = opened.number if opened.form.kind.is_test else None
        with writing(self._engine) as session:
            taken = session.execute(unused.values(is_used=True))
            if not taken.rowcount:  # type: ignore[attr-defined]
                raise AnsweredAlready(
                    "this form has been answered; each link takes one answer, and the first one stays"
                )
            answer_id = secrets.token_urlsafe(ROW_ID_BYTES)
            written = {question: list(answer) for question, answer in answers.items()}
            session.add(FormAnswerRow(id=answer_id, form_id=opened.form_id, number=number, answers=written))
            session.flush()
            session.add_all(
                CaseRatingRow(answer_id=answer_id, case_id=case, rating=rating)
                for case, rating in case_ratings(opened.form, answers).items()
            )

    def is_issued(self, token: str) -> bool:
        """Whether there is such a link, used or not."""
        with reading(self._engine) as session:
            return session.get(FormTokenRow, key_digest(token)) is not None

    def filled(self, programme_id: str) -> tuple[FilledForm, ...]:
        """Every answer of a programme, in an order that tells nothing."""
        chosen = (
            select(FormAnswerRow, ProgrammeFormRow)
            .join(ProgrammeFormRow, FormAnswerRow.form_id == ProgrammeFormRow.id)
            .where(ProgrammeFormRow.programme_id == programme_id)
            .order_by(ProgrammeFormRow.version, FormAnswerRow.id)
        )
        with reading(self._engine) as session:
            return tuple(_filled(session.execute(chosen)))

    def counts(self, programme_id: str) -> Mapping[FormKind, FormCount]:
        """Kind -> links issued and used, of the kinds that have any."""
        token, used = FormTokenRow, FormTokenRow.is_used.is_(True)
        chosen = (
            select(token.kind, func.count(), func.count().filter(used), func.min(token.opens), func.max(token.closes))
            .where(token.programme_id == programme_id)
            .group_by(token.kind)
        )
        with reading(self._engine) as session:
            return {
                FormKind(kind): FormCount(issued, answered, Window(utc(opens), utc(closes)))
                for kind, issued, answered, opens, closes in session.execute(chosen)
            }


def _tokens(session: Session, programme_id: str, kind: FormKind) -> dict[str, bool]:
    """Number -> whether its token has been used."""
    chosen = select(FormTokenRow.number, FormTokenRow.is_used).where(
        FormTokenRow.programme_id == programme_id, FormTokenRow.kind == kind
    )
    return {number: is_used for number, is_used in session.execute(chosen)}


def _new_numbers(had: Mapping[str, bool], count: int, renew: bool) -> list[str]:
    """Numbers that go on after those that there are, or with `renew` begin again, so that row n is the same person on every form."""
    last = 0 if renew else max((int(number) for number in had if number.isdecimal()), default=0)
    return [f"{number:03d}" for number in range(last + 1, last + count + 1)]


def _drop(session: Session, programme_id: str, kind: FormKind, numbers: set[str]) -> None:
    """Take unused tokens away; one that is used meanwhile stays, and the new one then finds its place taken."""
    for number in numbers:
        session.execute(
            delete(FormTokenRow).where(
                FormTokenRow.programme_id == programme_id, FormTokenRow.kind == kind,
                FormTokenRow.number == number, FormTokenRow.is_used.is_(False),
            )
        )  # fmt: skip


def _form_id(session: Session, programme_id: str, form: Form) -> str:
    """The row of this form, made where links to it are issued for the first time."""
    content = form.model_dump(mode="json")
    alike = select(ProgrammeFormRow).where(
        ProgrammeFormRow.programme_id == programme_id,
        ProgrammeFormRow.kind == form.kind,
        ProgrammeFormRow.version == form.version,
    )
    for row in session.scalars(alike):
        if row.content == content:
            return row.id
    row = ProgrammeFormRow(
        id=secrets.token_urlsafe(ROW_ID_BYTES), programme_id=programme_id, kind=form.kind.value, version=form.version,
        content=content,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row.id


def _token_rows(
    programme_id: str, form_id: str, form: Form, window: Window, tokens: Mapping[str, str]
) -> Iterator[FormTokenRow]:
    for number, token in tokens.items():
        yield FormTokenRow(
            digest=key_digest(token), programme_id=programme_id, form_id=form_id, kind=form.kind.value, number=number,
            opens=window.opens, closes=window.closes, is_used=False,
        )  # fmt: skip


def _filled(found: Iterable[Row[FormAnswerRow, ProgrammeFormRow]]) -> Iterator[FilledForm]:
    forms: dict[str, Form] = {}
    for answer, form in found:
        if form.id not in forms:
            forms[form.id] = Form.model_validate(form.content)
        given = {question: tuple(texts) for question, texts in answer.answers.items()}
        yield FilledForm(forms[form.id], answer.number, given)
