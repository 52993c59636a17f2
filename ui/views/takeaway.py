"""What a list of cases can be taken away as: files, a reading pack, feeds, and addresses that give the list again."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from corpus.results import Results
from ui.client import Params, PublicAddresses, query_params
from ui.location import MOST_IN_TRAY, Location
from ui.views.content import Archive
from ui.wording import N_, wording

LONG_LIST = 50
"""Cases beyond which a file is fetched with a bar that shows how far it has come; shorter ones are there at once."""
FILE_NAME = "casebook"
"""Name of a saved file up to its ending, where the answer gives none."""

PROGRESS_WORDS: Mapping[str, str] = {
    "running": N_("Downloading %(file)s"),
    "received": N_("%(size)s received"),
    "counted": N_("%(count)s of %(total)s cases, %(size)s"),
    "done": N_("%(file)s is saved (%(size)s)."),
    "cancelled": N_("Cancelled. Nothing was saved."),
    "broken": N_("The download broke off after %(size)s. Nothing was saved."),
    "incomplete": N_("Only %(count)s of %(total)s cases came. Nothing was saved."),
    "refused": N_("The archive does not give this file. Nothing was saved."),
    "cancel": N_("Cancel"),
    "close": N_("Close"),
    "again": N_("Try again"),
    "plain": N_("Download without this bar"),
}
"""What the bar of a download says; the script in the page fills in what stands in brackets."""


@dataclass(frozen=True)
class Format:
    """A kind of file that the API exports."""

    ending: str
    """As in /v1/export.<ending>."""
    name: str
    use: str
    """What it is good for, in a few words."""
    params: Mapping[str, Sequence[str]] | None = None
    """What is asked for beside the list."""
    is_always_long: bool = False


FORMATS: Mapping[str, tuple[Format, ...]] = {
    N_("Data"): (
        Format("csv", "CSV", N_("a table for a spreadsheet")),
        Format("jsonl", "JSONL", N_("whole records, one a line")),
        Format("parquet", "Parquet", N_("typed columns for analysis")),
        Format("geojson", "GeoJSON", N_("points for a map")),
    ),
    N_("References"): (
        Format("bib", "BibTeX", N_("for LaTeX and JabRef")),
        Format("ris", "RIS", N_("for EndNote, Mendeley, Zotero")),
        Format("csl.json", "CSL-JSON", N_("for Zotero and pandoc")),
    ),
    N_("Documents and passages"): (
        Format("files.zip", N_("Original files (ZIP)"), N_("those that may be passed on"), is_always_long=True),
        Format("passages.parquet", N_("Passages (Parquet)"), N_("each with its page"), is_always_long=True),
        Format(
            "passages.parquet",
            N_("Passages and embeddings (Parquet)"),
            N_("vectors too; large"),
            {"embeddings": ["true"]},
            is_always_long=True,
        ),
    ),
}
"""Heading -> the formats under it."""


@dataclass(frozen=True)
class Way:
    """A link of the menu."""

    name: str
    use: str
    href: str
    ending: str = ""
    is_download: bool = False
    is_long: bool = False


@dataclass(frozen=True)
class Group:
    """Links under one heading."""

    heading: str
    ways: tuple[Way, ...]


@dataclass(frozen=True)
class TakeAway:
    """The menu of one list. `key` is unique on its page."""

    key: str
    groups: tuple[Group, ...]
    words: str
    """`PROGRESS_WORDS` in the language of the page, as JSON for the script."""
    exact: str | None = None
    """Address that gives exactly this list again, also when the archive has changed; None where the API names none."""
    file_name: str = FILE_NAME


def pack_address(case_ids: Sequence[str], language: str) -> str:
    """Where the front end's own server hands out the reading pack of these cases, in this language."""
    return "reading-pack?" + urlencode({"tray": ",".join(case_ids), "lang": language})


def feed_address(public: PublicAddresses, here: Location) -> str:
    """The Atom feed of what the reader searches for, on whatever page she is."""
    return public.feed(query_params(here.search_query(1)), "atom")


def of_search(archive: Archive, here: Location, results: Results) -> TakeAway:
    """The menu of the whole filtered list; the reading pack is of those that the page shows, as many as one pack holds."""
    params = query_params(results.query)
    shown = [card.id for card in results.cases][:MOST_IN_TRAY]
    groups = (*_files(archive, here, params, results.total), _pack(here, shown), _feeds(archive, here, params))
    exact = getattr(results, "link", None)
    return TakeAway("take-away", (*groups, _api(here, archive.public.search(params))), _words(here), exact)


def of_cases(archive: Archive, here: Location, key: str, case_ids: Sequence[str], api: str | None = None) -> TakeAway:
    """The menu of these cases, in this order; `api` is the address of the list in the API where that is no search."""
    params: Params = {"case": list(case_ids), "lang": [here.language]}
    groups = (*_files(archive, here, params, len(case_ids)), _pack(here, case_ids), _feeds(archive, here, params))
    return TakeAway(key, (*groups, _api(here, api or archive.public.search(params))), _words(here))


def _files(archive: Archive, here: Location, params: Params, total: int) -> tuple[Group, ...]:
    say = wording(here.language).gettext
    return tuple(
        Group(say(heading), tuple(_file(archive, here, params, total, each) for each in formats))
        for heading, formats in FORMATS.items()
    )


def _file(archive: Archive, here: Location, params: Params, total: int, wanted: Format) -> Way:
    say = wording(here.language).gettext
    href = archive.public.export({**params, **(wanted.params or {})}, wanted.ending)
    is_long = wanted.is_always_long or total > LONG_LIST
    return Way(say(wanted.name), say(wanted.use), href, wanted.ending, is_download=True, is_long=is_long)


def _pack(here: Location, case_ids: Sequence[str]) -> Group:
    words = wording(here.language)
    count = words.ngettext("%(num)s case", "%(num)s cases", len(case_ids)) % {"num": len(case_ids)}
    way = Way(words.gettext("Reading pack (Word)"), count, pack_address(case_ids, here.language), is_download=True)
    return Group(words.gettext("To read"), (way,))


def _feeds(archive: Archive, here: Location, params: Params) -> Group:
    say = wording(here.language).gettext
    use = say("what changes, for a feed reader")
    feeds = (
        Way("Atom", use, archive.public.feed(params, "atom")),
        Way("JSON Feed", "", archive.public.feed(params, "json")),
    )
    return Group(say("Follow"), feeds)


def _api(here: Location, address: str) -> Group:
    say = wording(here.language).gettext
    return Group(say("For programs"), (Way("API", say("as JSON"), address),))


def _words(here: Location) -> str:
    say = wording(here.language).gettext
    return json.dumps({name: say(words) for name, words in PROGRESS_WORDS.items()}, ensure_ascii=False)
