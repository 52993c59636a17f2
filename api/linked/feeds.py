"""The answer to a search as a feed, so that a saved search tells what is new: Atom (RFC 4287) and JSON Feed 1.1.

The query decides which cases are in it, the day of their last change in which order. A list that is ranked, by words or by a city,
gives its best entries; one that only filters gives those that changed last.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from heapq import nlargest

from feedgen.entry import FeedEntry as AtomEntry
from feedgen.feed import FeedGenerator

from api.addresses import Addresses
from api.archive import Archive
from api.harvest.xml_text import allowed_text
from api.linked.pages import label
from api.linked.rdf import Json
from api.version import casebook_version
from corpus.facets import facet_label, value_label
from corpus.results import FILTERS, CaseCard, InterfaceLanguage, SearchQuery
from index.catalogue import CaseDates, ChangeLog

MOST_ENTRIES = 100
"""Entries of a feed: readers fetch a feed every hour and show a few."""

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
"""When an archive changed in which nothing was ever published: Atom wants a date."""

ATOM = "application/atom+xml"
JSON_FEED = "application/feed+json"
JSON_FEED_VERSION = "https://jsonfeed.org/version/1.1"
PUBLISHER = "Casebook"


@dataclass(frozen=True, slots=True)
class Entry:
    """A case in a feed."""

    card: CaseCard
    dates: CaseDates
    rights_holder: str | None


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed in no format yet."""

    title: str
    language: InterfaceLanguage
    atom_url: str
    """Address of the feed; that of Atom names it in both formats."""
    json_url: str
    page_url: str
    """The same search in the front end."""
    updated: dt.datetime
    entries: Sequence[Entry]


def feed_entries(archive: Archive, query: SearchQuery) -> list[Entry]:
    """At most `MOST_ENTRIES` cases of the list, those that changed last first."""
    dates, records = ChangeLog(archive.catalogue.engine).dates(), archive.catalogue.cases()
    cards = archive.engine.every_card(query, MOST_ENTRIES if query.text or query.like else None)
    entries = (
        Entry(card, dates[card.id], records[card.id].case.rights_holder)
        for card in cards
        if card.id in dates and card.id in records
    )
    return nlargest(MOST_ENTRIES, entries, key=lambda entry: (entry.dates.changed, entry.card.id))


def last_change(archive: Archive) -> dt.datetime:
    """When the archive changed last, which is when a feed without entries did."""
    return ChangeLog(archive.catalogue.engine).newest() or EPOCH


def feed_title(query: SearchQuery) -> str:
    """The query in words, in the language of its labels: “bus lanes” · Country: Korea · Start year: 2000–2010."""
    parts = [f"“{query.text}”"] if query.text else []
    parts += [_filter_in_words(name, query) for name in FILTERS if query.filters.get(name)]
    if query.year_from or query.year_to:
        years = f"{query.year_from or ''}–{query.year_to or ''}"
        parts.append(f"{facet_label('year', query.language)}: {years}")
    if query.like:
        parts.append(label("cities_like", query.language, city=query.like))
    said = " · ".join(parts) or label("every_case", query.language)
    return label("feed", query.language, query=said)


def _filter_in_words(name: str, query: SearchQuery) -> str:
    values = ", ".join(value_label(name, value, query.language) for value in query.filters[name])
    return f"{facet_label(name, query.language)}: {values}"


def atom(feed: Feed, addresses: Addresses) -> bytes:
    """The feed in Atom, UTF-8."""
    made = FeedGenerator()
    made.id(feed.atom_url)
    made.title(allowed_text(feed.title))
    made.language(feed.language)
    made.updated(feed.updated)
    made.author(name=PUBLISHER, uri=addresses.page())
    made.generator(PUBLISHER, version=casebook_version())
    made.link(href=feed.atom_url, rel="self", type=ATOM)
    made.link(href=feed.page_url, rel="alternate", type="text/html")
    made.link(href=addresses.answer("/opensearch.xml"), rel="search", type="application/opensearchdescription+xml")
    for entry in feed.entries:
        made.add_entry(_atom_entry(entry, addresses), order="append")
    written: bytes = made.atom_str()
    return written


def _atom_entry(entry: Entry, addresses: Addresses) -> AtomEntry:
    card, made = entry.card, AtomEntry()
    made.id(addresses.case(card.id))
    made.title(allowed_text(card.title))
    made.summary(allowed_text(card.abstract))
    made.published(entry.dates.published)
    made.updated(entry.dates.changed)
    made.author(name=allowed_text(entry.rights_holder or PUBLISHER))
    made.link(href=addresses.case(card.id), rel="alternate", type="text/html", hreflang=card.title_language)
    for topic, words in zip(card.topics, card.topic_labels, strict=True):
        made.category(term=topic, scheme=addresses.scheme("topics"), label=words)
    return made


def json_feed(feed: Feed, addresses: Addresses) -> Json:
    """The feed as the object of JSON Feed 1.1, https://www.jsonfeed.org/version/1.1/."""
    return {
        "version": JSON_FEED_VERSION,
        "title": feed.title,
        "home_page_url": feed.page_url,
        "feed_url": feed.json_url,
        "language": feed.language,
        "authors": [{"name": PUBLISHER, "url": addresses.page()}],
        "items": [_json_item(entry, addresses) for entry in feed.entries],
    }


def _json_item(entry: Entry, addresses: Addresses) -> Json:
    card = entry.card
    return {
        "id": addresses.case(card.id),
        "url": addresses.case(card.id),
        "title": card.title,
        "content_text": card.abstract,
        "language": card.title_language,
        "date_published": entry.dates.published.isoformat(),
        "date_modified": entry.dates.changed.isoformat(),
        "authors": [{"name": entry.rights_holder or PUBLISHER}],
        "tags": list(card.topic_labels),
    }
