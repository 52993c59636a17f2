"""What changed between two versions of a case, as a page of its own that the case page opens in a dialog."""

from __future__ import annotations

from urllib.parse import urlencode

from ui.location import Location
from ui.rendering import render
from ui.views.content import Archive, Content
from ui.wording import wording


def changes_address(case_id: str, earlier: int, later: int, language: str) -> str:
    """Where the front end's own server shows what changed from one version of the case to another."""
    return "changes?" + urlencode({"case": case_id, "from": earlier, "to": later, "lang": language})


def changes_page(archive: Archive, here: Location, earlier: int, later: int) -> Content:
    """Raises ApiProblem where the case has no such versions or the archive cannot answer."""
    answer = archive.client.diff(here.case or "", earlier, later, here.language)
    title = wording(here.language).gettext("What changed in version %(version)s") % {"version": later}
    return Content(title, render("changes.html", here.language, here=here, answer=answer, title=title), title)
