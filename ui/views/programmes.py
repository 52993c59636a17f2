"""Where courses begin: from a brief, from the tray, from a template; and those that are public."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from corpus.case import Text, in_language
from ui.client import ApiProblem
from ui.location import Location
from ui.rendering import render
from ui.views.content import Archive, Content
from ui.wording import wording

Listed = TypeVar("Listed")


def _or_none(ask: Callable[[], tuple[Listed, ...]]) -> tuple[Listed, ...]:
    """A list that the page can do without; an archive that does not answer at all is told by the other one."""
    try:
        return ask()
    except ApiProblem as problem:
        if problem.kind == "unreachable":
            raise
        return ()


def programmes_page(archive: Archive, here: Location) -> Content:
    """Raises ApiProblem where nothing answers."""

    def read(text: Text) -> tuple[str, str]:
        """The language of a text and its words."""
        return in_language(text, here.language) or ("en", "")

    say = wording(here.language).gettext
    html = render(
        "programmes.html",
        here.language,
        here=here,
        read=read,
        templates=_or_none(archive.client.programme_templates),
        public=_or_none(lambda: archive.client.public_programmes().programmes),
    )
    return Content(say("Courses"), html, say("Courses"))
