"""Harvesting an OAI-PMH endpoint: files or records, what changed since, and going on after a break."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from source_server import Asked, Page, Site, make_settings, serving, take

from corpus.settings import Settings
from ingest.sources.store import known_of

PDF = b"%PDF-1.4\n% a small one\n"


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as made:
        yield made


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return make_settings(tmp_path)


def record(number: int, *lines: str, deleted: bool = False) -> str:
    """A record with these elements of Dublin Core, each written as its name and its text."""
    status = ' status="deleted"' if deleted else ""
    header = f"<header{status}><identifier>oai:x:{number}</identifier><datestamp>2026-01-01</datestamp></header>"
    pairs = [line.split(" ", 1) for line in lines]
    elements = "".join(f"<dc:{name}>{text}</dc:{name}>" for name, text in pairs)
    body = f"<metadata><oai_dc:dc xmlns:oai_dc='o' xmlns:dc='d'>{elements}</oai_dc:dc></metadata>"
    return f"<record>{header}{'' if deleted else body}</record>"


def oai(content: str) -> Page:
    page = f'<?xml version="1.0"?><OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">{content}</OAI-PMH>'
    return Page(page.encode(), "text/xml")


def listed(*records: str, token: str = "") -> Page:
    return oai(f"<ListRecords>{''.join(records)}<resumptionToken>{token}</resumptionToken></ListRecords>")


FIRST = "/oai?verb=ListRecords&metadataPrefix=oai_dc&set=plans"
SECOND = "/oai?verb=ListRecords&resumptionToken=p2"


@pytest.fixture
def endpoint(site: Site) -> str:
    site.pages |= {
        "/files/bus.pdf": Page(PDF, "application/pdf"),
        "/files/tram.pdf": Page(PDF + b"2", "application/pdf"),
    }
    bus = record(
        1,
        "title Bus lanes",
        "language es",
        "creator Ana",
        f"identifier {site.url}/files/bus.pdf",
        f"identifier {site.url}/landing/1",
    )
    told = record(
        2,
        "title A told one",
        "description What was done.",
        "creator B",
        "creator C",
        f"identifier {site.url}/landing/2",
    )
    site.pages[FIRST] = listed(bus, told, token="p2")
    site.pages[SECOND] = listed(record(3, deleted=True), record(4, "title Tram", f"relation {site.url}/files/tram.pdf"))
    return f"oai:{site.url}/oai?metadataPrefix=oai_dc&set=plans"


def test_an_endpoint_gives_files_that_records_link_to_or_the_record_itself(
    site: Site, settings: Settings, endpoint: str
) -> None:
    gathered = take(settings, endpoint)
    assert gathered.refused == ()
    assert [path.name for path in gathered.paths] == ["bus.pdf", "A told one.md", "tram.pdf"]
    known = known_of(gathered.paths[0])
    assert known is not None
    assert (known.title, known.language, known.metadata["creator"]) == ("Bus lanes", "es", ("Ana",))
    text = gathered.paths[1].read_text("utf-8")
    assert text.startswith("# A told one\n\nWhat was done.\n\n- Creator: B; C\n")
    assert not any("landing" in path for path in site.paths())


def test_the_next_harvest_asks_for_changes_only_and_still_names_what_it_has(
    site: Site, settings: Settings, endpoint: str
) -> None:
    first = take(settings, endpoint)
    site.asked.clear()
    later: list[str] = []

    def since(asked: Asked) -> Page:
        later.append(asked.path)
        return oai('<error code="noRecordsMatch">none</error>')

    site.pages[f"{FIRST}&from={datetime.now(UTC).date().isoformat()}"] = since
    second = take(settings, endpoint)
    assert len(later) == 1
    assert sorted(second.paths) == sorted(first.paths)
    assert len(site.paths()) == 1


def test_a_harvest_that_was_cut_off_goes_on_at_its_page(site: Site, settings: Settings, endpoint: str) -> None:
    good = site.pages[SECOND]
    site.pages[SECOND] = Page(b"gone", status=404)
    broken = take(settings, endpoint)
    assert len(broken.paths) == 2
    assert "404" in (broken.refused[0].reason or "")
    site.asked.clear()
    site.pages[SECOND] = good
    assert len(take(settings, endpoint).paths) == 3
    assert FIRST not in site.paths()


def test_a_token_that_expired_starts_the_harvest_again(site: Site, settings: Settings, endpoint: str) -> None:
    good = site.pages[SECOND]
    site.pages[SECOND] = Page(b"gone", status=404)
    take(settings, endpoint)
    answers = [oai('<error code="badResumptionToken">expired</error>'), good]
    site.pages[SECOND] = lambda _: answers.pop(0)  # type: ignore[assignment,return-value]
    assert len(take(settings, endpoint).paths) == 3


def test_a_file_that_failed_is_asked_for_again_by_the_next_harvest(
    site: Site, settings: Settings, endpoint: str
) -> None:
    tram = site.pages.pop("/files/tram.pdf")
    assert len(take(settings, endpoint).paths) == 2
    site.pages["/files/tram.pdf"] = tram
    assert len(take(settings, endpoint).paths) == 3


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        (oai('<error code="noSetHierarchy">no sets</error>'), "NoSetHierarchy no sets"),
        (Page(b"<html>hello</html>", "text/html"), "no OAI-PMH endpoint"),
        (Page(b"<OAI-PMH><ListRecords><record>", "text/xml"), "cut off"),
        (listed(token="p2"), "same resumption token twice"),
        (listed("<record><header/><metadata/></record>"), "a record is damaged"),
    ],
)
def test_an_endpoint_that_fails_says_why(site: Site, settings: Settings, page: Page, reason: str) -> None:
    site.pages |= {FIRST: page, SECOND: listed(token="p2")}
    gathered = take(settings, f"oai:{site.url}/oai?metadataPrefix=oai_dc&set=plans")
    assert any(reason in (item.reason or "") for item in gathered.refused), gathered.refused
