"""The typed client: what it calls exists, both transports answer alike over a real server, and every failure is one sentence."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any, get_args

import httpx
import pytest
from fake_api import serve
from fake_archive import CONTENTS, OTHERS, open_fake_archive, settings_in
from programmes import roster, small_programme

from api.app import create_app
from corpus.errors import BadInput, Unavailable
from corpus.programme.requests import FromProgramme, FromTemplate
from corpus.programme.roster import Roster
from corpus.programme.stored import CreatedProgramme, Visibility
from corpus.results import Results
from ui.client import (
    ApiProblem,
    ArchiveChanged,
    ArchiveClient,
    AsyncArchiveClient,
    Download,
    SearchQuery,
    plans,
    to_pandas,
)
from ui.client.calls import Call, Endpoint
from ui.client.endpoints import ENDPOINTS, EXPORTS
from ui.client.lists import Listing
from ui.client.operations import Operations
from ui.client.programme_endpoints import KEYS, PROGRAMME_ENDPOINTS

Json = dict[str, Any]
API = "http://archive.test"
FULL_QUERY = SearchQuery(
    text="bus", filters={"topic": ("transport",), "section": ("results",)}, cases=("seoul-03",), year_from=1990, year_to=2020,
    like="Seoul", weights={"income": 2.0}, like_share=0.5, language="ko",
)  # fmt: skip
ARGUMENTS: dict[str, tuple[Any, ...]] = {
    "search": (FULL_QUERY,), "cases": (FULL_QUERY,), "facets": (FULL_QUERY,), "answer": (SearchQuery(text="bus", cases=("seoul-03",)),),
    "suggest": ("bus",), "cities": ("seo",), "case": ("stockholm-charge",), "known_cases": (["stockholm-charge", "atlantis"],),
    "teaching": ("stockholm-charge",),
    "similar": ("stockholm-charge",), "documents": ("stockholm-charge",), "case_passages": ("stockholm-charge",), "document": ("DOCUMENT",),
    "file": ("DOCUMENT", "FOLDER/report.pdf"), "passages": ("DOCUMENT",), "passage": ("DOCUMENT.0",), "vocabularies": (),
    "vocabulary": ("topics",), "export": (SearchQuery(like="Seoul", filters={"country": ("KR",)}), "csv", "FOLDER/cases.csv"),
    "reading_pack": (["stockholm-charge"],), "citation": ("stockholm-charge",),
    "versions": ("stockholm-charge",), "version": ("stockholm-charge", 1), "diff": ("stockholm-charge", 1, 1),
    "compare": (["stockholm-charge", "seoul-03"], ["context"], "ko"), "statistics": (FULL_QUERY, "topic", "year"),
    "adoptions": (FULL_QUERY,), "snapshots": (), "programme_templates": (), "public_programmes": (),
    "create_programme": (small_programme(),), "programme_from_template": (FromTemplate(id="online"),),
    "clone_programme": (FromProgramme(id="ID"), "KEY"), "programme": ("ID", "KEY", 1),
    "change_programme": ("ID", "KEY", 1, small_programme()), "remove_programme": ("ID", "KEY"),
    "programme_versions": ("ID", "KEY"), "programme_diff": ("ID", 1, 1, "KEY"),
    "share_programme": ("ID", "KEY", Visibility.private), "renew_programme_keys": ("ID", "KEY"), "participants": ("ID", "KEY"),
    "enrol": ("ID", "KEY", Roster()),
}  # fmt: skip
"""Method -> arguments for the archive of `fake_archive`; DOCUMENT and FOLDER stand for what is not known before."""
OPENED_BY_KEYS = {method for method, arguments in ARGUMENTS.items() if "KEY" in arguments}
"""Methods on one programme, which a test of their own goes through in an order that makes sense."""
NOT_FAKED = {"answer", "compare"}
"""Methods whose route the fake engine does not answer; the examples of the client ask the real one."""


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("archive")
    with serve(create_app(settings_in(folder), open_fake_archive)) as address:
        yield address


@pytest.fixture(scope="module")
def document(api: str) -> Json:
    found: Json = httpx.get(f"{api}/openapi.json", timeout=60).json()
    return found


def arguments(method: str, document_id: str, folder: Path) -> tuple[Any, ...]:
    def known(value: Any) -> Any:
        return (
            value.replace("DOCUMENT", document_id).replace("FOLDER", str(folder)) if isinstance(value, str) else value
        )

    return tuple(known(value) for value in ARGUMENTS[method])


def first_call(method: str) -> Call[Any]:
    """What the method sends first."""
    asked = getattr(Operations, method)(*arguments(method, "a.b", Path()))
    return asked.first if isinstance(asked, Listing) else next(iter(asked))


def methods() -> list[str]:
    return [name for name in vars(Operations) if not name.startswith("_")]


def described_answer(operation: Json) -> set[str]:
    """Names of the types, or of the media types of files, that the OpenAPI document promises."""
    content = next(found["content"] for status, found in operation["responses"].items() if status.startswith("20"))
    if "application/json" not in content:
        return {"file"}
    schema = content["application/json"]["schema"]
    return {schema.get("items", schema)["$ref"].rpartition("/")[2]}


def expected_answer(endpoint: Endpoint[Any]) -> set[str]:
    kind = (get_args(endpoint.answer) or (endpoint.answer,))[0]
    return {"file"} if kind is Download else {kind.__name__}


@pytest.mark.parametrize(
    "endpoint", [*ENDPOINTS, *PROGRAMME_ENDPOINTS], ids=lambda endpoint: f"{endpoint.method} {endpoint.path}"
)
def test_every_endpoint_is_in_the_openapi_document(document: Json, endpoint: Endpoint[Any]) -> None:
    operation = document["paths"][endpoint.path][endpoint.method.lower()]
    known = {each["name"] for each in operation.get("parameters", ()) if each["in"] == "query"}
    assert endpoint.parameters <= known
    assert expected_answer(endpoint) == described_answer(operation)
    assert ("requestBody" in operation) == (endpoint.method in ("POST", "PUT") and endpoint is not KEYS)


def test_every_method_uses_an_endpoint_of_the_table_and_its_parameters() -> None:
    assert set(methods()) == set(ARGUMENTS)
    calls = [first_call(method) for method in methods()] + [plans.citation(None, "a.b.0")]
    calls += [first_call("answer"), *(plans.export(FULL_QUERY, format, "x") for format in EXPORTS)]
    for call in calls:
        assert set(call.params) <= call.endpoint.parameters, call.path
    used = {(call.endpoint.method, call.endpoint.path) for call in calls}
    assert used == {(endpoint.method, endpoint.path) for endpoint in (*ENDPOINTS, *PROGRAMME_ENDPOINTS)}


@pytest.mark.parametrize("method", sorted(ARGUMENTS.keys() - NOT_FAKED - OPENED_BY_KEYS))
def test_both_transports_answer_alike(api: str, method: str, tmp_path: Path) -> None:
    with ArchiveClient(api) as client:
        document_id = client.documents("stockholm-charge")[0].id
        given = arguments(method, document_id, tmp_path)
        answer = getattr(client, method)(*given)
        waited = list(answer) if isinstance(getattr(Operations, method)(*given), Listing) else answer
        waited = waited.read_bytes() if isinstance(waited, Path) else waited

    async def ask() -> Any:
        async with AsyncArchiveClient(api) as client:
            asked = getattr(client, method)(*given)
            found = [item async for item in asked] if hasattr(asked, "__aiter__") else await asked
        return found.read_bytes() if isinstance(found, Path) else found

    assert without_time(asyncio.run(ask())) == without_time(waited)


def without_time(answer: Any) -> Any:
    if isinstance(answer, CreatedProgramme):
        return answer.programme
    return answer.model_copy(update={"milliseconds": 0}) if isinstance(answer, Results) else answer


def test_a_programme_is_made_changed_shared_and_removed(api: str) -> None:
    with ArchiveClient(api) as client:
        made = client.create_programme(small_programme())
        id, key = made.id, made.edit_key
        later = client.change_programme(id, key, 1, small_programme().model_copy(update={"organiser": "Seoul"}))
        with pytest.raises(ApiProblem, match="at version 2") as caught:
            client.change_programme(id, key, 1, small_programme())
        assert (later.version, caught.value.kind) == (2, "conflict")
        assert client.programme(id, key, 1).programme == small_programme()
        assert [each.thing for each in client.programme_diff(id, 1, 2, key).changes] == ["programme"]
        assert [each.version for each in client.programme_versions(id, key).versions] == [2, 1]
        assert client.enrol(id, key, roster()) == client.participants(id, key) == roster()
        assert client.clone_programme(FromProgramme(id=id), key).cloned_from == f"{id}@2"
        client.share_programme(id, key, Visibility.public)
        assert id in {each.id for each in client.public_programmes().programmes}
        key = client.renew_programme_keys(id, key).edit_key
        assert client.remove_programme(id, key).programme == later.programme
        with pytest.raises(ApiProblem) as caught:
            client.programme(id, key)
    assert caught.value.kind == "missing"


def test_what_would_be_done_twice_is_sent_again_only_where_it_never_arrived(waits: list[float]) -> None:
    def fail(error: type[httpx.TransportError]) -> int:
        def answer(request: httpx.Request) -> httpx.Response:
            raise error("broken", request=request)

        client, asked = client_of(answer)
        with pytest.raises(ApiProblem):
            client.create_programme(small_programme())
        return len(asked)

    assert (fail(httpx.ConnectError), fail(httpx.ReadError)) == (3, 1)
    assert len(waits) == 2


def test_keys_travel_in_no_address() -> None:
    client, asked = client_of(lambda _: httpx.Response(404, json={"detail": "none"}))
    for method in sorted(OPENED_BY_KEYS):
        with pytest.raises(ApiProblem):
            getattr(client, method)(*ARGUMENTS[method])
    assert {request.headers["authorization"] for request in asked} == {"Bearer KEY"}
    assert not any("KEY" in str(request.url) for request in asked)


def test_lists_go_as_csv_and_files_with_their_options(tmp_path: Path) -> None:
    """What no route of this application answers is looked at as it is sent."""
    read = {"rows": [], "encoding": "utf-8"}
    client, asked = client_of(lambda request: httpx.Response(200, json=read if request.method == "POST" else {}))
    assert client.import_rooms(b"name,capacity\r\nHall,30\r\n", "ko").rows == ()
    saved = client.programme_file("ID", "cartridge.imscc", tmp_path / "c.imscc", "KEY", "ko", 2, cartridge="1.3")
    assert saved.read_bytes() == b"{}"
    assert (asked[0].headers["content-type"], asked[0].content[:4]) == ("text/csv", b"name")
    assert str(asked[1].url).endswith("/v1/programmes/ID/files/cartridge.imscc?lang=ko&version=2&cartridge=1.3")
    with pytest.raises(BadInput, match=r"no file 'notes.txt'; there are: programme.docx"):
        client.programme_file("ID", "notes.txt", tmp_path / "n")


def test_lists_are_read_to_their_end_page_by_page(api: str) -> None:
    everything = SearchQuery()
    with ArchiveClient(api) as client:
        ids = [case.id for case in client.cases(everything)]
        small = Listing(first_call("cases").endpoint.call({"limit": ["4"]}), lambda page: page.cases)
        pages = [item.id for item in type(client.cases())(small, client.run)]
        table = client.cases(everything).to_pandas()
    assert len(ids) == len(OTHERS) + 3
    assert ids == pages == table["id"].tolist()


def test_many_cases_can_be_asked_for_at_once(api: str) -> None:
    async def ask() -> list[str]:
        async with AsyncArchiveClient(api) as client:
            found = await asyncio.gather(*(client.case(case.id) for case in OTHERS))
        return [each.card.id for each in found]

    assert asyncio.run(ask()) == [case.id for case in OTHERS]


def test_a_file_is_written_whole_or_not_at_all(api: str, tmp_path: Path) -> None:
    with ArchiveClient(api) as client:
        report = client.documents("stockholm-charge")[0]
        assert client.file(report.id, tmp_path / "report.pdf").read_bytes() == CONTENTS["pdf"]
        with pytest.raises(ApiProblem) as caught:
            client.file("nothing", tmp_path / "gone.pdf")
    assert caught.value.kind == "missing"
    assert [path.name for path in tmp_path.iterdir()] == ["report.pdf"]


def test_a_file_whose_connection_breaks_leaves_nothing(tmp_path: Path) -> None:
    class Broken(httpx.SyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            yield b"half"
            raise httpx.ReadError("reset by peer")

    client, _ = client_of(lambda _: httpx.Response(200, stream=Broken()), attempts=2)
    with pytest.raises(ApiProblem, match="reset by peer"):
        client.file("a.b", tmp_path / "half.pdf")
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_format_is_named_with_those_there_are() -> None:
    client, asked = client_of(lambda _: httpx.Response(500))
    with pytest.raises(BadInput, match=r"no export 'pdf'; there are: csv, jsonl"):
        client.export(SearchQuery(), "pdf", "x.pdf")
    assert asked == []


def client_of(
    answer: Callable[[httpx.Request], httpx.Response], attempts: int = 3
) -> tuple[ArchiveClient, list[httpx.Request]]:
    """A client of a server that answers so, and the requests that come to it."""
    asked: list[httpx.Request] = []

    def note(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return answer(request)

    return ArchiveClient(API, httpx.MockTransport(note), attempts=attempts), asked


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Seconds that were waited between attempts; nobody waits."""
    waited: list[float] = []
    monkeypatch.setattr("tenacity.nap.time.sleep", waited.append)
    return waited


def busy(after: str | None) -> httpx.Response:
    headers = {"retry-after": after} if after else {}
    return httpx.Response(503, headers=headers, json={"detail": "A part of the archive is busy."})


def test_a_busy_archive_is_asked_again_when_it_says(waits: list[float]) -> None:
    answers = iter([busy("2"), busy(format_datetime(datetime.now(UTC) + timedelta(seconds=9), usegmt=True))])
    client, asked = client_of(lambda _: next(answers, httpx.Response(200, json=[])))
    assert client.vocabularies() == ()
    assert len(asked) == 3
    assert waits[0] == 2
    assert 5 < waits[1] <= 9


@pytest.mark.parametrize("after", [None, "31", "soon", "99999999"])
def test_who_is_told_nothing_or_to_wait_long_learns_it_at_once(waits: list[float], after: str | None) -> None:
    client, asked = client_of(lambda _: busy(after))
    with pytest.raises(ApiProblem, match="A part of the archive is busy"):
        client.vocabularies()
    assert (len(asked), waits) == (1, [])


def test_attempts_are_bounded(waits: list[float]) -> None:
    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("Connection refused", request=request)

    client, asked = client_of(refuse, attempts=4)
    with pytest.raises(ApiProblem) as caught:
        client.vocabularies()
    assert caught.value.kind == "unreachable"
    assert (len(asked), waits) == (4, [0.5, 1, 2])


def test_what_the_caller_has_to_mend_is_not_asked_again(waits: list[float]) -> None:
    client, asked = client_of(lambda _: httpx.Response(422, json={"detail": "No such topic."}))
    with pytest.raises(ApiProblem, match="No such topic"):
        client.search(SearchQuery(text="bus"))
    assert (len(asked), waits) == (1, [])


def test_an_archive_that_changes_under_a_list_is_said(api: str) -> None:
    with ArchiveClient(api) as client:
        page = client.search(SearchQuery(limit=2))
    changing = iter(range(100))

    def answer(request: httpx.Request) -> httpx.Response:
        end = None if "cursor" in request.url.params else "more"
        now = page.model_copy(update={"snapshot": str(next(changing)), "next_cursor": end})
        return httpx.Response(200, content=now.model_dump_json())

    changed, _ = client_of(answer)
    with pytest.raises(ArchiveChanged, match="snapshot 0, now 1"):
        list(changed.cases())
    assert len(list(changed.cases(is_steady=False))) == 4


def test_a_table_has_a_row_an_answer_and_a_column_a_field(api: str) -> None:
    with ArchiveClient(api) as client:
        cards = to_pandas(client.search(SearchQuery(text="charge")))
        passages = client.case_passages("stockholm-charge").to_pandas()
        record = to_pandas([client.case("stockholm-charge")])
    assert cards["topics"].tolist() == [["transport"]]
    assert passages["page"].tolist()[:2] == [1, 2]
    assert record["record.city.geonames_id"].tolist() == [2673730]


def test_a_missing_pandas_is_said_with_what_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(Unavailable, match="pip install pandas"):
        to_pandas([])
