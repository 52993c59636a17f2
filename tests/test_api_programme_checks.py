"""Checks and imports over the API: of what is sent along and of what is kept, without a name that leaks and with nothing that stays."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fake_archive import client_of, open_fake_archive, settings_in
from fastapi.testclient import TestClient

from api.archive import Archive
from corpus.case import Status
from corpus.passage import Passage
from corpus.programme.checks import DocumentFact
from corpus.programme.findings import ProgrammeChecks
from corpus.programme.model import Assessment, CasePin, Material, Programme, Statement
from index.catalogue import ParsedDocument
from index.programmes import Keys, ProgrammeStore
from index.programmes.facts import gather_facts
from tests.checked import changed, with_session
from tests.programmes import CASE, citation, roster, small_programme

Json = dict[str, Any]


@dataclass(frozen=True)
class Served:
    """An archive with the small programme and its participants in it."""

    client: TestClient
    id: str
    keys: Keys
    data_dir: Path


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder, made = tmp_path_factory.mktemp("archive"), []

    def keep(archive: Archive) -> None:
        store = ProgrammeStore(archive.catalogue.engine)
        stored, keys = store.create(small_programme())
        store.enrol(stored.id, roster())
        made.append((stored.id, keys))

    with client_of(folder, keep) as client:
        yield Served(client, *made[0], folder)


@pytest.fixture
def client(served: Served) -> TestClient:
    return served.client


def checks_of(answer: Any) -> ProgrammeChecks:
    assert answer.status_code == 200, answer.text
    return ProgrammeChecks.model_validate(answer.json())


def sent(**fields: object) -> Json:
    return {"programme": small_programme().model_dump(mode="json"), **fields}


def test_a_draft_is_checked_as_it_is_sent(client: TestClient) -> None:
    found = checks_of(client.post("/v1/programme-checks", json=sent(lang="ko")))
    assert (found.reading_minutes, found.preparation_minutes) == (90, 120)
    assert {each.label for each in found.examples if each.dimension == "region"} == {"북유럽"}
    gone = [each for each in found.findings if each.check == "citations"]
    assert {each.where for each in gone} == {"session", "item", "material"}, "no passage of the small programme is real"


def test_participants_that_are_sent_along_are_reckoned_with_and_not_named(client: TestClient) -> None:
    answer = client.post(
        "/v1/programme-checks", json=sent(participants=roster().model_dump(mode="json")["participants"])
    )
    assert any("t2" in each.sentence for each in checks_of(answer).findings)
    assert "Quillfeather" not in answer.text
    assert answer.headers["cache-control"] == "private, no-store"


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({}, "programme"),
        (sent(lang="xx"), "lang"),
        (sent(participant=[]), "participant"),
        (sent(participants=[{"id": "t1", "name": "A"}, {"id": "t1", "name": "B"}]), "t1"),
        (sent() | {"programme": {"title": {"en": "x"}, "languages": []}}, "languages"),
    ],
)
def test_what_is_no_programme_is_refused_by_name(client: TestClient, body: Json, named: str) -> None:
    answer = client.post("/v1/programme-checks", json=body)
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert named in answer.json()["detail"]


def test_a_kept_programme_is_checked_with_its_participants_for_those_who_may_change_it(served: Served) -> None:
    client, keys, address = served.client, served.keys, f"/v1/programmes/{served.id}/checks"
    of_editor, of_reader = (
        client.get(address, headers={"Authorization": f"Bearer {key}"}) for key in (keys.edit, keys.read)
    )
    assert any("t2" in each.sentence for each in checks_of(of_editor).findings)
    assert not any("t2" in each.sentence for each in checks_of(of_reader).findings)
    assert of_editor.headers["cache-control"] == "private, no-store"
    assert "etag" not in of_editor.headers, "the archive's state alone does not tell whether it is the present answer"
    assert client.get(address).status_code == 404
    assert client.get(address, params={"key": keys.read, "version": 2}).status_code == 404
    assert checks_of(client.get(address, params={"key": keys.read, "lang": "es"})).findings[0].sentence


def test_facts_tell_what_changed_was_withdrawn_and_went(tmp_path: Path) -> None:
    with open_fake_archive(settings_in(tmp_path)) as archive:
        catalogue = archive.catalogue
        before = catalogue.case(CASE)
        held = [ParsedDocument(each, catalogue.passages(each.id)) for each in before.documents]
        document, passage = held[0].document, held[0].passages[0]
        programme = naming(document.id, passage)
        first = gather_facts(catalogue, programme)
        archived = before.case.model_copy(update={"status": Status.archived, "country": "KR"})
        catalogue.publish(archived, held[1:], "somewhere", "else")
        later = gather_facts(catalogue, programme)
    assert set(first.cases) == {CASE}
    assert (first.cases[CASE].current, first.cases[CASE].held, first.cases[CASE].region) == (1, {1}, "154")
    assert first.passages == {passage.id: passage.text}
    assert first.documents == {document.id: DocumentFact(document.language, document.licence)}
    assert (later.cases[CASE].current, later.cases[CASE].held, later.cases[CASE].is_published) == (2, {1}, False)
    assert (later.documents, later.passages) == ({}, {}), "the document was dropped with its passages"


def naming(document: str, passage: Passage) -> Programme:
    """The small programme, which names this document and passage, two versions of the case, and a case that there never was."""
    cited = citation().model_copy(update={"passage": passage.id, "words": passage.text})
    messages = (Statement(text={"en": "So it is."}, citations=(cited,)),)
    material = Material(id="a1", title={"en": "x"}, document=document, language="fr", is_copied=True)
    pins = (CasePin(case="gone", version=1), CasePin(case=CASE, version=9))
    bare = {"questions": (), "steps": (), "notes": (), "materials": ()}
    programme = with_session(small_programme(), "s1", **bare | {"messages": messages, "materials": (material,)})
    return changed(with_session(programme, "s2", **bare, cases=pins), assessment=Assessment())


def test_lists_are_read_and_nothing_of_them_is_kept_or_logged(served: Served, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        answer = served.client.post(
            "/v1/programme-imports/participants",
            content="name,city\nZubaida Quillfeather,Seoul\n,Busan\n".encode("utf-16"),
        )
    assert answer.json()["rows"][0]["city"] == 1835848
    assert [each["line"] for each in answer.json()["problems"]] == [3]
    assert answer.headers["cache-control"] == "private, no-store"
    assert "Quillfeather" not in caplog.text
    files = (path for path in served.data_dir.rglob("*") if path.is_file() and "catalogue" not in path.name)
    assert not any(b"Zubaida" in path.read_bytes() for path in files)


@pytest.mark.parametrize(
    ("body", "status", "detail"),
    [(b"a,b\n1,2\n", 422, "name, capacity"), (b"", 422, "no lines"), (b"x" * (2**20 + 1), 413, "1048576 bytes")],
)
def test_what_is_no_list_is_answered_with_a_problem(client: TestClient, body: bytes, status: int, detail: str) -> None:
    answer = client.post("/v1/programme-imports/rooms", content=body)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert detail in answer.json()["detail"]


def test_examples_are_files_that_come_back_whole(client: TestClient) -> None:
    for kind in ("rooms", "people", "participants"):
        example = client.get(f"/v1/programme-imports/{kind}.csv", params={"lang": "fr"})
        assert example.headers["content-disposition"].startswith(f'attachment; filename="casebook-{kind}.csv"')
        assert example.content.startswith(b"\xef\xbb\xbf")
        found = client.post(f"/v1/programme-imports/{kind}", content=example.content).json()
        assert (len(found["rows"]), found["problems"]) == (2, [])
    missing = client.get("/v1/programme-imports/cakes.csv")
    assert (missing.status_code, "participants" in missing.json()["detail"]) == (404, True)
    assert client.get("/v1/programme-imports/rooms.csv", params={"language": "fr"}).status_code == 422
