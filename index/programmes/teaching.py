"""In how many programmes a case was taught, and how it was rated there."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import Engine, Select, func, or_, select
from sqlalchemy.orm import Session

from corpus.programme.results import CaseTeaching, TaughtBy
from corpus.programme.stored import Visibility
from index.catalogue.tables import CaseRatingRow, FormAnswerRow, ProgrammeFormRow, ProgrammeRow, TaughtRow
from index.catalogue.transactions import reading

SMALLEST_RATING = 5
"""People below whom a mean is not told: a case is public, and who was in the one course on it may be known."""
MOST_NAMED = 20
"""Public programmes that are named; all are counted."""


def case_teaching(engine: Engine, case_id: str, today: dt.date) -> CaseTeaching:
    """Counts are over programmes whose last day has passed or whose forms were answered; only public ones are named.

    The links of `TaughtBy` are empty: where pages are is not the catalogue's to know.
    """
    with reading(engine) as session:
        programmes, last = session.execute(_taught(case_id, today, func.count(), func.max(TaughtRow.last_day))).one()
        versions = session.scalars(_taught(case_id, today, TaughtRow.version).distinct().order_by(TaughtRow.version))
        raters, rating = session.execute(
            select(func.count(), func.avg(CaseRatingRow.rating)).where(CaseRatingRow.case_id == case_id)
        ).one()
        return CaseTeaching(
            case=case_id,
            programmes=programmes,
            last_year=last.year if last else None,
            versions=tuple(versions),
            raters=raters,
            rating=round(rating, 2) if raters >= SMALLEST_RATING else None,
            public=tuple(_public(session, case_id, today)),
        )


def _taught(case_id: str, today: dt.date, *columns: Any) -> Select[Any]:
    """These columns of the programmes that have taught the case."""
    answered = (
        select(FormAnswerRow.id)
        .join(ProgrammeFormRow, FormAnswerRow.form_id == ProgrammeFormRow.id)
        .where(ProgrammeFormRow.programme_id == TaughtRow.programme_id)
        .exists()
    )
    chosen = select(*columns).select_from(TaughtRow)
    return chosen.where(TaughtRow.case_id == case_id, or_(TaughtRow.last_day < today, answered))


def _public(session: Session, case_id: str, today: dt.date) -> list[TaughtBy]:
    chosen = (
        _taught(case_id, today, ProgrammeRow.id, ProgrammeRow.title, TaughtRow.version, TaughtRow.last_day)
        .join(ProgrammeRow, ProgrammeRow.id == TaughtRow.programme_id)
        .where(ProgrammeRow.visibility == Visibility.public)
        .order_by(TaughtRow.last_day.desc().nulls_last(), ProgrammeRow.id)
        .limit(MOST_NAMED)
    )
    return [
        TaughtBy(id=id, title=title, version=version, last_day=last_day, link="")
        for id, title, version, last_day in session.execute(chosen)
    ]
