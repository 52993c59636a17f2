"""The tray: the cases that a reader has chosen, in her order, to take away as a reading pack."""

from __future__ import annotations

from functools import partial

from corpus.comparison import FEWEST_COMPARED, MOST_COMPARED
from ui.location import Location
from ui.rendering import render
from ui.views.content import Archive, Content
from ui.views.takeaway import of_cases, pack_address
from ui.wording import wording


def tray_page(archive: Archive, here: Location) -> Content:
    """Cases that the archive no longer has are named, so that they can be taken out. Raises ApiProblem."""
    known = archive.client.known_cases(here.tray, here.language)
    words = wording(here.language)
    html = render(
        "tray.html",
        here.language,
        here=here,
        cards=[known[case_id] for case_id in here.tray if case_id in known],
        gone=[case_id for case_id in here.tray if case_id not in known],
        pack_address=partial(pack_address, list(known)),
        fewest=FEWEST_COMPARED,
        most=MOST_COMPARED,
        menu=of_cases(archive, here, "take-away", list(known)),
    )
    count = len(here.tray)
    announcement = words.ngettext("%(num)s case in the tray", "%(num)s cases in the tray", count) % {"num": count}
    return Content(words.gettext("Tray"), html, announcement)
