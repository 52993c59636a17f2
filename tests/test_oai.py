"""OAI-PMH, request by request: what each verb answers, valid by the schemas, and what each wrong request is told."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from fake_archive import DRAFT, HOSTILE, OTHERS, STOCKHOLM, client_of, open_fake_archive
from fastapi import FastAPI
from fastapi.testclient import TestClient
from lxml import etree  # type: ignore[import-untyped]
from oai_answers import NAMES, read, texts

from api.app import create_app
from api.archive import Archive
from api.harvest.tokens import LIFETIME, Listing
from api.routes.harvest import page_size
from corpus.case import Case, Status
from corpus.settings import Settings
from index.catalogue import HarvestPlace

PAGE = 5
PUBLISHED = sorted(case.id for case in (STOCKHOLM, HOSTILE, *OTHERS))
STOCKHOLM_ID = "oai:127.0.0.1:stockholm-charge"
CONTROL = HOSTILE.model_copy(update={"title": {"en": "bell \x07 and \ufffe and a lone \ud800 half"}, "abstract": {}})
"""What XML cannot hold; a half of a surrogate pair never reaches a database, so it is only taken out of the text here."""


class Opened:
    """The application on an archive that the test may change."""

    archive: Archive

    def __init__(self, folder: Path, page: int = PAGE) -> None:
        self.client = client_of(folder, self._keep)
        assert isinstance(self.client.app, FastAPI)
        self.client.app.dependency_overrides[page_size] = lambda: page

    def _keep(self, archive: Archive) -> None:
        self.archive = archive

    def ask(self, query: str) -> etree._Element:
        answer = self.client.get(f"/oai?{query}")
        assert (answer.status_code, answer.headers["content-type"]) == (200, "text/xml; charset=utf-8")
        return read(answer.content)

    def publish(self, case: Case) -> None:
        self.archive.catalogue.publish(case, (), case.id, "2")


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opened]:
    made = Opened(tmp_path)
    with made.client:
        yield made


@pytest.fixture(scope="module")
def oai(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    """An archive that tests only read."""
    made = Opened(tmp_path_factory.mktemp("oai"))
    with made.client:
        yield made


def pages(oai: Opened, query: str) -> Iterator[etree._Element]:
    """Every page of a list."""
    verb = re.findall(r"verb=(\w+)", query)[0]
    while query:
        root = oai.ask(query)
        yield root
        tokens = texts(root, "//oai:resumptionToken[text()]")
        query = f"verb={verb}&resumptionToken={tokens[0]}" if tokens else ""


def identifiers(oai: Opened, query: str) -> list[str]:
    """Case ids of a list, page by page."""
    found = [each for root in pages(oai, query) for each in texts(root, "//oai:header/oai:identifier")]
    return [each.rpartition(":")[2] for each in found]


def error(root: etree._Element) -> str:
    codes = texts(root, "/oai:OAI-PMH/oai:error/@code")
    assert len(codes) == 1
    return codes[0]


def test_the_repository_says_who_it_is(oai: Opened) -> None:
    root = oai.ask("verb=Identify")
    about = {etree.QName(child).localname: child.text for child in root[2]}
    assert about | {"earliestDatestamp": ""} == {
        "repositoryName": "Casebook", "baseURL": "http://127.0.0.1:8000/oai", "protocolVersion": "2.0",
        "adminEmail": "not-set@casebook.invalid", "earliestDatestamp": "", "deletedRecord": "persistent",
        "granularity": "YYYY-MM-DDThh:mm:ssZ", "compression": "gzip",
    }  # fmt: skip
    stamps = [
        stamp
        for page in pages(oai, "verb=ListIdentifiers&metadataPrefix=oai_dc")
        for stamp in texts(page, "//oai:datestamp")
    ]
    assert about["earliestDatestamp"] == min(stamps)


def test_identifiers_are_described_where_the_host_has_a_name(tmp_path: Path) -> None:
    address = "https://cases.example.org:8443/api/"
    settings = Settings(data_dir=tmp_path, public_api_url=address, contact="ask@example.org", _env_file=None)  # type: ignore[call-arg]
    with TestClient(create_app(settings, open_fake_archive)) as client:
        root = read(client.get("/oai?verb=Identify").content)
        assert texts(root, "//id:repositoryIdentifier") == ["cases.example.org"]
        assert texts(root, "//oai:baseURL") == ["https://cases.example.org:8443/api/oai"]
        assert texts(root, "//oai:adminEmail") == ["ask@example.org"]
        asked = "verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:cases.example.org:seoul-01"
        record = read(client.get(f"/oai?{asked}").content)
        assert texts(record, "//dc:identifier") == ["https://cases.example.org:8443/api/id/case/seoul-01"]


def test_formats_are_listed_with_schemas_that_are_served(oai: Opened) -> None:
    root = oai.ask("verb=ListMetadataFormats")
    assert texts(root, "//oai:metadataPrefix") == ["oai_dc", "casebook"]
    assert texts(oai.ask(f"verb=ListMetadataFormats&identifier={STOCKHOLM_ID}"), "//oai:metadataPrefix") == [
        "oai_dc",
        "casebook",
    ]
    address = texts(root, "//oai:schema")[1]
    served = oai.client.get(address.removeprefix("http://127.0.0.1:8000"))
    assert served.headers["content-type"] == "application/xml"
    assert etree.fromstring(served.content).get("targetNamespace") == texts(root, "//oai:metadataNamespace")[1]
    for place in etree.fromstring(served.content).xpath("//@schemaLocation"):
        assert oai.client.get(f"/schemas/{place}").status_code == 200
    assert oai.client.get("/schemas/other.xsd").json()["type"] == "/problems/not-found"


def test_sets_are_topics_and_regions_in_regions(oai: Opened) -> None:
    root = oai.ask("verb=ListSets")
    named = dict(zip(texts(root, "//oai:setSpec"), texts(root, "//oai:setName"), strict=True))
    assert named["topic:transport"] == "Transport and mobility"
    assert named["region:150:154"] == "Northern Europe"
    assert {spec.rpartition(":")[0] for spec in named if ":" in spec} <= set(named)


@pytest.mark.parametrize("prefix", ["oai_dc", "casebook"])
@pytest.mark.parametrize("verb", ["ListIdentifiers", "ListRecords"])
def test_every_published_case_is_listed_once_and_no_draft(oai: Opened, verb: str, prefix: str) -> None:
    listed = identifiers(oai, f"verb={verb}&metadataPrefix={prefix}")
    assert sorted(listed) == PUBLISHED
    assert DRAFT.id not in listed


def test_pages_say_how_long_the_list_is_and_the_last_one_closes_it(oai: Opened) -> None:
    places = [
        root.xpath("//oai:resumptionToken", namespaces=NAMES)[0]
        for root in pages(oai, "verb=ListIdentifiers&metadataPrefix=oai_dc")
    ]
    assert [int(place.get("cursor")) for place in places] == list(range(0, len(PUBLISHED), PAGE))
    assert {place.get("completeListSize") for place in places} == {str(len(PUBLISHED))}
    assert places[-1].text is None
    assert places[-1].get("expirationDate") is None
    assert all(place.get("expirationDate") for place in places[:-1])


def test_a_list_of_one_page_has_no_token(oai: Opened) -> None:
    root = oai.ask("verb=ListIdentifiers&metadataPrefix=oai_dc&set=region:002")
    assert texts(root, "//oai:header/oai:identifier") == ["oai:127.0.0.1:hostile-title"]
    assert texts(root, "//oai:resumptionToken") == []


def test_a_set_holds_what_is_below_it(oai: Opened) -> None:
    asked = "verb=ListIdentifiers&metadataPrefix=oai_dc&set="
    assert identifiers(oai, f"{asked}region:150") == identifiers(oai, f"{asked}region:150:154") == ["stockholm-charge"]
    assert len(identifiers(oai, f"{asked}topic")) == len(PUBLISHED)
    assert len(identifiers(oai, f"{asked}topic:transport")) == len(OTHERS) + 1
    assert error(oai.ask(f"{asked}region:15")) == "noRecordsMatch"


def test_a_record_in_dublin_core_says_what_the_case_says(oai: Opened) -> None:
    root = oai.ask(f"verb=GetRecord&metadataPrefix=oai_dc&identifier={STOCKHOLM_ID}")
    assert texts(root, "//oai:setSpec") == ["region:150:154", "topic:transport"]
    titles = root.xpath("//dc:title", namespaces=NAMES)
    assert [(title.get("{http://www.w3.org/XML/1998/namespace}lang"), title.text) for title in titles] == list(
        STOCKHOLM.title.items()
    )
    assert texts(root, "//dc:rights") == ["https://spdx.org/licenses/CC-BY-4.0", "Casebook contributors"]
    assert "The Stockholm trial. 2009. https://example.org/trial" in texts(root, "//dc:source")
    assert texts(root, "//dc:coverage")[:3] == ["Stockholm", "Sweden", "Northern Europe"]
    assert texts(root, "//dc:language") == ["en", "ko"]


def test_a_record_in_our_format_has_figures_with_their_sources(oai: Opened) -> None:
    root = oai.ask(f"verb=GetRecord&metadataPrefix=casebook&identifier={STOCKHOLM_ID}")
    assert texts(root, "//cb:cost/@amount") == ["1900000000"]
    assert texts(root, "//cb:outcome/@evidence") == ["independent", "self-reported"]
    assert texts(root, "//cb:outcome[@baseline]/@value") == ["8.6"]
    assert set(texts(root, "//cb:outcome/@source")) <= set(texts(root, "//cb:source/@id"))
    assert texts(root, "//cb:city/@latitude")[0].startswith("59.3")
    files = root.xpath("//cb:document", namespaces=NAMES)
    assert [file.get("file") for file in files] == ["report.pdf", "broken.pdf", "page.html", "brief.docx"]
    assert {file.get("licence") for file in files} == {"CC-BY-4.0"}
    for file in files:
        address = file.get("href").removeprefix("http://127.0.0.1:8000")
        assert len(oai.client.get(address).content) == int(file.get("size"))


def test_markup_in_a_title_is_text(oai: Opened) -> None:
    for prefix, path in (("oai_dc", "//dc:title"), ("casebook", "//cb:title")):
        root = oai.ask(f"verb=GetRecord&metadataPrefix={prefix}&identifier=oai:127.0.0.1:hostile-title")
        assert texts(root, path) == [HOSTILE.title["en"]]


def test_characters_that_xml_forbids_are_taken_out(opened: Opened) -> None:
    opened.publish(CONTROL.model_copy(update={"title": {"en": CONTROL.title["en"].replace("\ud800", "")}}))
    for prefix, path in (("oai_dc", "//dc:title"), ("casebook", "//cb:title")):
        root = opened.ask(f"verb=GetRecord&metadataPrefix={prefix}&identifier=oai:127.0.0.1:hostile-title")
        assert texts(root, path) == ["bell  and  and a lone  half"]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("", "badVerb"),
        ("verb=Everything", "badVerb"),
        ("verb=identify", "badVerb"),
        ("verb=GetMetadata&metadataPrefix=oai_dc&identifier=x", "badVerb"),
        ("verb=Identify&verb=Identify", "badVerb"),
        ("verb=Identify&set=topic", "badArgument"),
        ("verb=Identify&%00=%1b", "badArgument"),
        ("verb=ListRecords", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&metadataPrefix=oai_dc", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&" + "&".join(f"a{n}=1" for n in range(40)), "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&set=", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&set=a%20b", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai%3Cdc", "badArgument"),
        ("verb=ListRecords&metadataPrefix=marc", "cannotDisseminateFormat"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=yesterday", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-02-30", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=0000-01-01", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-01T00:00Z", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-01&until=2026-01-02T00:00:00Z", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-02&until=2026-01-01", "badArgument"),
        ("verb=ListRecords&metadataPrefix=oai_dc&from=2100-01-01", "noRecordsMatch"),
        ("verb=ListRecords&metadataPrefix=oai_dc&until=1999-12-31", "noRecordsMatch"),
        ("verb=ListIdentifiers&metadataPrefix=oai_dc&set=topic:alchemy", "noRecordsMatch"),
        ("verb=GetRecord&metadataPrefix=oai_dc", "badArgument"),
        ("verb=GetRecord&metadataPrefix=oai_dc&identifier=a%20b", "badArgument"),
        ("verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:127.0.0.1:atlantis", "idDoesNotExist"),
        ("verb=GetRecord&metadataPrefix=oai_dc&identifier=stockholm-charge", "idDoesNotExist"),
        ("verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:127.0.0.1:found-file", "idDoesNotExist"),
        (f"verb=GetRecord&metadataPrefix=marc&identifier={STOCKHOLM_ID}", "cannotDisseminateFormat"),
        ("verb=ListMetadataFormats&identifier=oai:elsewhere:x", "idDoesNotExist"),
        ("verb=ListSets&resumptionToken=abc", "badResumptionToken"),
        ("verb=ListRecords&resumptionToken=abc", "badResumptionToken"),
        ("verb=ListRecords&resumptionToken=abc&metadataPrefix=oai_dc", "badArgument"),
    ],
)  # fmt: skip
def test_a_wrong_request_is_told_what_is_wrong(oai: Opened, query: str, code: str) -> None:
    root = oai.ask(query)
    assert error(root) == code
    repeated = dict(root[1].attrib)
    assert bool(repeated) == (code not in {"badVerb", "badArgument"})


def test_an_answer_repeats_the_request_as_it_was_made(oai: Opened) -> None:
    root = oai.ask("verb=ListIdentifiers&metadataPrefix=oai_dc&from=2020-01-01&set=topic")
    assert dict(root[1].attrib) == {
        "verb": "ListIdentifiers", "metadataPrefix": "oai_dc", "from": "2020-01-01", "set": "topic",
    }  # fmt: skip


def test_a_form_is_answered_as_an_address_is(oai: Opened) -> None:
    asked = {"verb": "GetRecord", "metadataPrefix": "oai_dc", "identifier": STOCKHOLM_ID}
    by_form, by_address = oai.client.post("/oai", data=asked), oai.client.get("/oai", params=asked)
    dates = re.compile(rb"<responseDate>[^<]*")
    assert dates.sub(b"", by_form.content) == dates.sub(b"", by_address.content)
    assert (
        error(read(oai.client.post("/oai", content=b"\xff\x00", headers={"content-type": "text/plain"}).content))
        == "badVerb"
    )


def test_answers_are_compressed_for_who_can_read_that(oai: Opened) -> None:
    answer = oai.client.get("/oai?verb=ListRecords&metadataPrefix=casebook", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    assert texts(read(answer.content), "//cb:case/@id")


def listing(**changed: object) -> Listing:
    given = {
        "verb": "ListIdentifiers",
        "arguments": {"metadataPrefix": "oai_dc"},
        "total": 25,
        "made": dt.datetime.now(dt.UTC),
    }
    return Listing.model_validate(given | changed)


@pytest.mark.parametrize(
    "forged",
    [
        listing(made=dt.datetime.now(dt.UTC) - LIFETIME - dt.timedelta(seconds=1)),
        listing(verb="ListRecords"),
        listing(arguments={"resumptionToken": "x"}),
        listing(arguments={"metadataPrefix": "oai_dc", "from": "never"}),
        listing(arguments={"metadataPrefix": "oai_dc", "colour": "red"}),
        listing(made="9999-12-31T23:59:59Z"),
    ],
)  # fmt: skip
def test_a_token_that_is_old_or_forged_is_refused(oai: Opened, forged: Listing) -> None:
    assert error(oai.ask(f"verb=ListIdentifiers&resumptionToken={forged.token()}")) == "badResumptionToken"


@pytest.mark.parametrize("text", ["e30", "bnVsbA", "W10", "%FF", "====", quote("é"), "a" * 5000])
def test_what_is_no_token_is_refused(oai: Opened, text: str) -> None:
    assert error(oai.ask(f"verb=ListIdentifiers&resumptionToken={text}")) in {"badResumptionToken", "badArgument"}


def test_a_list_goes_on_through_changes_and_misses_nothing(opened: Opened) -> None:
    harvest = pages(opened, "verb=ListIdentifiers&metadataPrefix=oai_dc")
    seen = texts(next(harvest), "//oai:header/oai:identifier")
    opened.publish(STOCKHOLM)
    opened.archive.catalogue.remove("seoul-22")
    opened.archive.catalogue.remove("hostile-title")
    opened.publish(STOCKHOLM.model_copy(update={"id": "a-new-one"}))
    later = [
        (header.get("status"), header[0].text) for root in harvest for header in root.iter(f"{{{NAMES['oai']}}}header")
    ]
    assert len({id for _, id in later}) == len(later)
    assert {*seen, *(id for _, id in later)} == {f"oai:127.0.0.1:{id}" for id in [*PUBLISHED, "a-new-one"]}
    assert {id for status, id in later if status == "deleted"} == {
        "oai:127.0.0.1:seoul-22",
        "oai:127.0.0.1:hostile-title",
    }


def test_what_is_gone_stays_on_record_with_its_sets(opened: Opened) -> None:
    opened.archive.catalogue.remove("stockholm-charge")
    opened.publish(OTHERS[3].model_copy(update={"status": Status.archived}))
    opened.archive.catalogue.remove(DRAFT.id)
    for id in ("stockholm-charge", OTHERS[3].id):
        record = opened.ask(f"verb=GetRecord&metadataPrefix=casebook&identifier=oai:127.0.0.1:{id}")
        assert texts(record, "//oai:header/@status") == ["deleted"]
        assert texts(record, "//oai:metadata") == []
    asked = "verb=ListIdentifiers&metadataPrefix=oai_dc"
    assert "stockholm-charge" in identifiers(opened, f"{asked}&set=region:150")
    assert DRAFT.id not in identifiers(opened, asked)


def test_a_case_that_comes_back_is_no_longer_deleted(opened: Opened) -> None:
    opened.archive.catalogue.remove("stockholm-charge")
    opened.publish(STOCKHOLM.model_copy(update={"topics": ("finance",)}))
    record = opened.ask(f"verb=GetRecord&metadataPrefix=oai_dc&identifier={STOCKHOLM_ID}")
    assert texts(record, "//oai:header/@status") == []
    assert texts(record, "//oai:setSpec") == ["region:150:154", "topic:finance"]


def test_both_ends_of_a_span_belong_to_it(opened: Opened) -> None:
    record = opened.archive.catalogue.engine
    with record.begin() as connection:
        for number, second in enumerate((10, 11, 12)):
            moment = f"2026-05-01 12:00:{second}.750000"
            connection.exec_driver_sql(
                "UPDATE harvest SET changed = ? WHERE case_id = ?", (moment, f"seoul-{number:02}")
            )
    asked = "verb=ListIdentifiers&metadataPrefix=oai_dc"
    span = "&from=2026-05-01T12:00:11Z&until=2026-05-01T12:00:12Z"
    assert identifiers(opened, asked + span) == ["seoul-01", "seoul-02"]
    assert identifiers(opened, f"{asked}&from=2026-05-01&until=2026-05-01") == ["seoul-00", "seoul-01", "seoul-02"]
    assert len(identifiers(opened, f"{asked}&until=9999-12-31")) == len(PUBLISHED)


def test_an_empty_archive_identifies_itself(opened: Opened) -> None:
    with opened.archive.catalogue.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM harvest")
    assert texts(opened.ask("verb=Identify"), "//oai:earliestDatestamp") == ["1970-01-01T00:00:00Z"]
    assert error(opened.ask("verb=ListRecords&metadataPrefix=oai_dc")) == "noRecordsMatch"


def test_only_headers_are_read_where_only_headers_are_told(oai: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Case, "model_validate", lambda *_: pytest.fail("a record was read"))
    assert len(identifiers(oai, "verb=ListIdentifiers&metadataPrefix=oai_dc")) == len(PUBLISHED)


def test_a_place_of_a_list_is_a_moment_and_a_case() -> None:
    now = dt.datetime.now(dt.UTC)
    assert listing().place is None
    assert listing().behind(HarvestPlace(now, "a"), 100, now).total == 101
