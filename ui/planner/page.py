"""The page of a course, drawn by Streamlit: two components of one script in the browser, one with the plan and one with its checks.

A change reruns only what is here. The browser counts what it asks and says which revision of the page it shows; it is answered with the
pieces that differ from that one, and the checks follow when they are there, so that nobody waits for them.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

from corpus.errors import BadInput
from corpus.results import CaseCard
from ui.client import ApiProblem
from ui.location import Location
from ui.planner.acts import number_of, read_acts
from ui.planner.desk import MOST_REMEMBERED, Desk, Notice, open_desk
from ui.planner.pieces import Scene, checks_piece, marks, pieces
from ui.rendering import render
from ui.shell import version
from ui.views.content import Archive, Content
from ui.wording import direction

DESK = "desk"
"""Where the session keeps the course that is open."""
PLAN, CHECKS = "plan", "plan-checks"


@cache
def _script(part: str) -> str:
    """A component is a few lines, as Streamlit takes one line for a file's name: its modules are files that the browser keeps."""
    return f"""const address = new URL("assets/planner/main.js?{version()}", document.baseURI);
    export default (given) => {{ import(address).then((planner) => planner.{part}(given)); }};
    """


@cache
def _component(name: str, part: str) -> ComponentRenderer:
    return st.components.v2.component(f"casebook_{name}", js=_script(part), isolate_styles=False)


def held_desk(here: Location) -> Desk | None:
    """The course that the session has open, in the language of the page."""
    desk: Desk | None = st.session_state.get(DESK)
    if desk and desk.language != here.language:
        desk.language, desk.checked, desk.shown = here.language, None, {}
    return desk


def hold_desk(archive: Archive, here: Location) -> Desk:
    """The one of this address: what the session has already, or opened now. Raises ApiProblem."""
    desk = held_desk(here)
    if desk is None or (desk.programme_id, desk.key) != (here.programme, here.key):
        desk = open_desk(archive.client, here.programme or "", here.key, here.read_key, here.language)
        st.session_state[DESK] = desk
    return desk


def programme_page(archive: Archive, here: Location) -> Content:
    """The plan of a course. Raises ApiProblem where the key does not open it."""
    desk = hold_desk(archive, here)
    scene = Scene(archive, desk, here, _cards(archive, desk, here))
    title = scene.read(desk.programme.title).words
    html = render("programme.html", here.language, here=here, title=title)
    return Content(title, html, title, live=lambda: _live(archive, here))


def _cards(archive: Archive, desk: Desk, here: Location) -> Mapping[str, CaseCard]:
    """Cases of the course and of the tray; none where the archive does not answer, as the plan can be worked on all the same."""
    wanted = tuple(dict.fromkeys((*desk.programme.pins, *here.tray)))
    known: dict[str, CaseCard] = st.session_state.setdefault(f"{DESK}-cards-{here.language}", {})
    if missing := [case for case in wanted if case not in known]:
        try:
            known |= archive.client.known_cases(missing, here.language)
        except ApiProblem:
            return known
    return {case: known[case] for case in wanted if case in known}


def _done() -> None:
    """What came from the browser is done before anything is drawn."""
    desk: Desk = st.session_state[DESK]
    sent = getattr(st.session_state.get(PLAN), "asked", None)
    try:
        asked = read_acts(sent)
    except BadInput as error:
        desk.notice = Notice("refused", str(error))
        # The browser sends again what is not said to be done.
        desk.done = max(desk.done, number_of(sent))
        return
    st.session_state[f"{DESK}-have"] = asked.have
    desk.do(asked)


@st.fragment
def _live(archive: Archive, here: Location) -> None:
    desk: Desk = st.session_state[DESK]
    scene = Scene(archive, desk, here, _cards(archive, desk, here))
    _component(PLAN, "plan")(key=PLAN, data=_news(scene), on_asked_change=_done)
    checks = desk.check()
    found = {"html": checks_piece(scene, checks), "marks": marks(scene, checks)}
    _component(CHECKS, "checks")(key=CHECKS, data=found)


def _news(scene: Scene) -> dict[str, Any]:
    """What the browser is told: the pieces that it does not have yet, and how far its acts are done."""
    desk = scene.desk
    now = pieces(scene)
    have: int = st.session_state.get(f"{DESK}-have", 0)
    before = desk.shown.get(have, {})
    if now != desk.shown.get(desk.revision):
        desk.revision += 1
        desk.shown[desk.revision] = now
        for old in sorted(desk.shown)[:-MOST_REMEMBERED]:
            del desk.shown[old]
    return {
        "revision": desk.revision,
        "base": have if have in desk.shown else 0,
        "done": desk.done,
        "days": len(desk.programme.days),
        "pieces": {name: html for name, html in now.items() if before.get(name) != html},
        "opened": f"{desk.opened.what}/{desk.opened.id}",
        "canEdit": desk.can_edit,
        "goTo": _leads_to(scene),
        "direction": direction(desk.language),
    }


def _leads_to(scene: Scene) -> str:
    """The address at which the trainer goes on, where that is another one now."""
    there = scene.desk.leads_to
    return scene.here.to_programme(*there).href if there else ""
