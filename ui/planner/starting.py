"""New courses: from what a trainer writes, from the cases that she has collected, from a template, or from nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from functools import reduce

from corpus.errors import BadInput
from corpus.programme.edits import add_session
from corpus.programme.model import MOST_DAYS, Break, Brief, CasePin, Day, Module, Programme
from corpus.programme.proposal import ProgrammeProposal
from corpus.programme.requests import FromTemplate
from corpus.programme.stored import CreatedProgramme
from corpus.results import CaseCard
from ui.location import Location
from ui.planner.pieces import links
from ui.rendering import render
from ui.views.content import Archive, Content
from ui.wording import wording

LONGEST_BRIEF = 4000
CASE_MINUTES = 90
Asked = Mapping[str, str]
Made = tuple[CreatedProgramme, ProgrammeProposal | None]


def make_course(archive: Archive, here: Location, asked: Asked) -> Content:
    """The course as the form asks (`way` and what belongs to it), and the page with its links. Raises ApiProblem and BadInput."""
    way = WAYS.get(asked.get("way", ""))
    if way is None:
        raise BadInput("this form asks for no course; start again from the page of courses")
    made, proposal = way(archive, here, asked)
    there = here.to_programme(made.id, made.edit_key, made.read_key)
    say = wording(here.language).gettext
    html = render("made.html", here.language, here=here, there=there, links=links(there), made=made, proposal=proposal)
    return Content(say("Your course is ready"), html, say("Your course is ready"))


def _from_brief(archive: Archive, here: Location, asked: Asked) -> Made:
    words = asked.get("brief", "").strip()
    if not words or len(words) > LONGEST_BRIEF:
        raise BadInput(f"say in a few words what the course is about, for whom and how long, in up to {LONGEST_BRIEF}")
    proposal = archive.client.propose_programme(Brief(text=words), here.language)
    return archive.client.create_programme(proposal.programme), proposal


def _from_template(archive: Archive, here: Location, asked: Asked) -> Made:
    wanted = FromTemplate(id=asked.get("template", "")[:40], days=_days(asked), languages=(here.language,))
    return archive.client.programme_from_template(wanted), None


def _from_tray(archive: Archive, here: Location, asked: Asked) -> Made:
    tray = here.tray
    known = archive.client.known_cases(tray, here.language)
    cards = [known[case] for case in tray if case in known]
    if not cards:
        raise BadInput("there is no case in the tray that the archive has; put cases in and start again")
    return archive.client.create_programme(course_of(cards, _days(asked) or 3, here.language)), None


def _from_nothing(archive: Archive, here: Location, asked: Asked) -> Made:
    return archive.client.create_programme(blank_course(_days(asked) or 3, here.language)), None


WAYS: Mapping[str, Callable[[Archive, Location, Asked], Made]] = {
    "brief": _from_brief,
    "template": _from_template,
    "tray": _from_tray,
    "blank": _from_nothing,
}


def _days(asked: Asked) -> int | None:
    given = asked.get("days", "").strip()
    if not given:
        return None
    if not (given.isascii() and given.isdecimal() and 1 <= int(given) <= MOST_DAYS):
        raise BadInput(f"a course has 1 to {MOST_DAYS} days, not {given[:20]!r}")
    return int(given)


def blank_course(days: int, language: str) -> Programme:
    """Days from nine to five with a coffee and a lunch, without dates and sessions."""
    say = wording(language).gettext
    breaks = (
        Break(start=dt.time(10, 30), minutes=15, name={language: say("Coffee")}),
        Break(start=dt.time(12, 30), minutes=60, name={language: say("Lunch")}),
    )
    title = {language: say("New course")}
    return Programme(
        title=title,
        languages=(language,),
        days=tuple(Day(breaks=breaks) for _ in range(days)),
        modules=(Module(id="m1", title=title),),
    )


def course_of(cards: list[CaseCard], days: int, language: str) -> Programme:
    """A course with a discussion of each case on the shelf, for the trainer to place."""

    def with_case(programme: Programme, card: CaseCard) -> Programme:
        pin, title = CasePin(case=card.id, version=card.version), {card.title_language: card.title}
        return add_session(programme, title, method="case-discussion", minutes=CASE_MINUTES, cases=(pin,))

    return reduce(with_case, cards, blank_course(days, language))
