"""Certificates for those who earned one. They name participants, so they are made of the roster and for whoever may change the programme."""

from __future__ import annotations

from collections.abc import Iterator

from api.classroom.content import Classroom
from api.classroom.printed.labels import label
from api.classroom.printed.telling import Telling
from api.classroom.printed.typesetting import Data, page_data, told, typeset
from api.exports.word import Words
from corpus import gazetteer
from corpus.errors import NotFound
from corpus.programme.model import Award, Programme
from corpus.programme.roster import Participant, Roster
from corpus.programme.timetable import SELF_STUDY


def earned(programme: Programme, participant: Participant) -> Award | None:
    """What attendance and test earn; None where somebody was there too little, or it is not known.

    Completion takes the points of the test too: without them it is participation, whatever the programme awards.
    """
    assessment = programme.assessment
    if participant.attendance is None or participant.attendance < assessment.attendance_share:
        return None
    has_passed = participant.score is not None and participant.score >= assessment.pass_share
    return programme.award if has_passed else Award.participation


def certificates_pdf(classroom: Classroom, roster: Roster) -> bytes:
    """A page for each participant who earned a certificate, in the order of the roster; NotFound where nobody did."""
    pages = list(_certificates(Telling(classroom), roster))
    if not pages:
        share = classroom.programme.assessment.attendance_share
        raise NotFound(
            "no participant has earned a certificate: enter each one's attendance in the list of participants; "
            f"it takes {share:.0%} of the sessions"
        )
    return typeset("certificates.typ", {**page_data(classroom, "award"), "certificates": pages}, classroom)


def _certificates(telling: Telling, roster: Roster) -> Iterator[Data]:
    for participant in roster.participants:
        award = earned(telling.programme, participant)
        if award:
            words = _words(telling, participant, award)
            details = [told(each, telling.language) for each in _details(telling)]
            yield {name: told(each, telling.language) for name, each in words.items()} | {"details": details}


def _words(telling: Telling, participant: Participant, award: Award) -> dict[str, Words]:
    programme = telling.programme
    country = gazetteer.country_name(participant.country, telling.spoken) if participant.country else ""
    return {
        "organiser": Words(programme.organiser, _script_language(programme.organiser, telling)),
        "kind": telling.own(award),
        "to": telling.own("certificate_to"),
        "name": Words(participant.name, _script_language(participant.name, telling)),
        "from": telling.said(" · ".join(filter(None, (participant.organisation, country)))),
        "said": telling.own(f"certificate_{award}"),
        "programme": telling.words(programme.title),
        "signature": telling.own("signature"),
        "issued": telling.said(_issued(telling)),
    }


def _script_language(name: str, telling: Telling) -> str | None:
    """A name has no language of its own; one in Latin letters still runs from left to right."""
    return "en" if name.isascii() else telling.language


def _details(telling: Telling) -> Iterator[Words]:
    programme = telling.programme
    place = telling.words(programme.place.name).text
    yield telling.said(" · ".join(filter(None, (telling.dates(), place))))
    taught = sum(each.minutes for each in programme.sessions if each.day not in (None, SELF_STUDY))
    yield telling.own("hours", hours=round(taught / 60), days=len(programme.days))


def _issued(telling: Telling) -> str:
    """Dated by the last day; without dates there is a place to write one."""
    dates = [day.date for day in telling.programme.days if day.date]
    date = telling.date(max(dates), "long") if dates else "____________"
    return label("issued", telling.language, date=date)
