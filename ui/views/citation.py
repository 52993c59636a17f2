"""The citation of a case or a passage, as a page of its own that the search opens in a dialog."""

from __future__ import annotations

from ui.citations import FILES, STYLE_NAMES
from ui.location import Location
from ui.rendering import render
from ui.views.content import Archive, Content
from ui.wording import wording


def citation_page(archive: Archive, here: Location) -> Content:
    """The citation of the passage where the location names one, else of the case. Raises ApiProblem."""
    answer = archive.client.citation(here.case, here.passage, here.language)
    say = wording(here.language).gettext
    title = say("Cite this passage") if here.passage else say("Cite this case")
    html = render(
        "citation.html", here.language, here=here, answer=answer, title=title, files=FILES, style_names=STYLE_NAMES
    )
    return Content(title, html, title)
