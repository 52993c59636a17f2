"""The Model Context Protocol at /mcp, called over a real server by the official client and by the one of fastmcp.

The archive is that of `fake_index`: the real search engine on a catalogue of a dozen cases, with a hand-written index and encoder.
"""

from __future__ import annotations

import asyncio
import json
import re
import shutil
from collections.abc import Callable, Coroutine, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, cast

import httpx
import pytest
from fake_api import serve
from fake_archive import settings_in
from fake_index import FakeFile, Filled, filled, make_case, open_fake, place
from fastmcp import Client
from mcp import Client as OfficialClient

from api.app import create_app
from api.archive import Archive
from api.mcp.holdings import read_collection
from api.mcp.records import _TEXTS, PARTS
from api.mcp.room import LONGEST_ANSWER, shortened
from api.mcp.tools import RESOURCES, TOOLS
from corpus.errors import BadInput
from corpus.settings import Settings
from index import archive as opening
from index.catalogue import GapStore
from index.encoder import Encoder
from index.files import FileStore
from index.passages import PassageIndex
from index.past import PastArchives

__all__ = ["filled"]

Json = dict[str, Any]
LIST = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
HEADERS = {"accept": "application/json, text/event-stream"}
LONG = make_case(
    "long-story", challenge={"en": "The river rose again. " * 1000}, lessons={"en": "Listen to the river. " * 1000},
    sources=({"id": "audit", "title": "Audit", "kind": "evaluation", "url": "https://example.org/audit"},),
    outcomes=tuple(
        {"indicator": {"en": f"Flooded streets {n}"}, "value": n, "unit": "percent", "evidence": "independent", "source": "audit",
         "page": 7, "check": "confirmed"} for n in range(200)
    ),
    start_date="2016", **place("Quito", 3652462, "EC"),
)  # fmt: skip

NIGHTS = {
    "daegu-nights": (
        place("Daegu", 1835329, "KR"),
        "The buses of the night were drawn anew along the routes of taxis and hospitals.",
    ),
    "bogota-nights": (
        place("Bogotá", 3688689, "CO"),
        "The buses of Bogotá carry nurses and bakers past the old stations until dawn.",
    ),
}
"""Cases with a sentence that is long enough to answer a question."""


@contextmanager
def served(filled: Filled, folder: Path, settings: Settings) -> Iterator[str]:
    """Address of the API on a copy of the archive."""

    @contextmanager
    def open_copy(given: Settings) -> Iterator[Archive]:
        with open_fake(Path(shutil.copy(filled.database, folder)), filled.held) as fake:
            fake.publish(LONG, FakeFile("md", (("en", "lessons", "Rivers and buses. " * 400),)))
            for id, (where, text) in NIGHTS.items():
                fake.publish(make_case(id, start_date="2014", **where), FakeFile("pdf", (("en", "results", text),)))
            encoder, index = cast(Encoder, fake.encoder), cast(PassageIndex, fake.index)
            opened = opening.Archive(given, fake.catalogue, FileStore(given.files_dir), encoder, index, None)
            with closing(PastArchives(opened, fake.engine)) as past:
                yield Archive(given, fake.catalogue, opened.files, fake.engine, opened, past)

    with serve(create_app(settings, open_copy)) as address:
        yield address


@pytest.fixture(scope="module")
def api(filled: Filled, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("mcp")
    with served(filled, folder, with_threshold(settings_in(folder), -1.0)) as address:
        yield address


def with_threshold(settings: Settings, threshold: float) -> Settings:
    """The fake encoder knows a few words, so what is near enough to answer is set by the test."""
    return settings.model_copy(update={"answer_threshold": threshold})


def run(address: str, ask: Callable[[Client[Any]], Coroutine[Any, Any, Any]]) -> Any:
    async def connected() -> Any:
        async with Client(address) as client:
            return await ask(client)

    return asyncio.run(connected())


def call(address: str, tool: str, **arguments: object) -> Json:
    """The structured answer of a tool."""

    async def ask(client: Client[Any]) -> Any:
        return (await client.call_tool(tool, arguments)).structured_content

    found: Json = run(address, ask)
    return found


def refusal(address: str, tool: str, **arguments: object) -> str:
    """The sentence of a tool that refuses."""

    async def ask(client: Client[Any]) -> Any:
        answer = await client.call_tool(tool, arguments, raise_on_error=False)
        assert answer.is_error
        return answer.content[0].text  # type: ignore[union-attr]

    return str(run(address, ask))


EVERY_TOOL: dict[str, Json] = {
    "search_cases": {"query": "buses", "limit": 10, "passages": 3},
    "read_case": {"case_id": "seoul-buses"},
    "read_passage": {"passage_id": "seoul-buses"},
    "answer_question": {"question": "Which buses were redrawn?"},
    "list_vocabularies": {"name": "verdicts"},
    "cite": {"ids": ["seoul-buses"]},
    "compare_cases": {"case_ids": ["seoul-buses", "daegu-nights"]},
}
"""Tool -> arguments; a passage is named by its case."""


def arguments_of(api: str, tool: str) -> Json:
    given = EVERY_TOOL[tool]
    return {"passage_id": first_passage(api, given["passage_id"])} if "passage_id" in given else given


def first_passage(api: str, case_id: str) -> str:
    return str(httpx.get(f"{api}/v1/cases/{case_id}/passages").json()["passages"][0]["id"])


def test_the_official_client_lists_and_calls_every_tool(api: str) -> None:
    async def ask() -> None:
        async with OfficialClient(f"{api}/mcp") as client:
            tools = {tool.name: tool for tool in (await client.list_tools()).tools}
            assert set(tools) == set(EVERY_TOOL) == {tool.__name__ for tool in TOOLS}
            for name, tool in tools.items():
                assert tool.description
                assert tool.annotations
                assert tool.annotations.read_only_hint
                assert all("description" in each for each in tool.input_schema["properties"].values()), name
                answer = await client.call_tool(name, arguments_of(api, name))
                assert not answer.is_error, answer
                assert answer.structured_content
                assert answer.structured_content["snapshot"]

    asyncio.run(ask())


def test_answers_say_where_they_can_be_cited_and_on_which_page(api: str) -> None:
    found = call(f"{api}/mcp", "search_cases", query="buses")
    case = found["cases"][0]
    assert case["citation"].endswith(f"/v1/cases/{case['case_id']}/citation")
    for passage in case["passages"]:
        assert passage["citation"].endswith(f"/v1/passages/{passage['passage_id']}/citation")
        assert passage["file"].endswith(f"#page={passage['page']}")
    sentences = call(f"{api}/mcp", "answer_question", question="Which buses run at night?")["sentences"]
    assert {each["case_id"] for each in sentences} <= set(NIGHTS)
    assert sentences
    assert all(each["page"] and each["uri"].endswith(f"/id/passage/{each['passage_id']}") for each in sentences)
    assert {
        figure["page"]
        for figure in call(f"{api}/mcp", "read_case", case_id="long-story", parts=["outcomes"])["figures"]
    } == {7}


def test_a_passage_is_read_with_its_neighbours(api: str) -> None:
    first = call(f"{api}/mcp", "read_passage", passage_id=first_passage(api, "seoul-buses"))
    assert first["previous"] is None
    second = call(f"{api}/mcp", "read_passage", passage_id=first["next"])
    assert second["previous"] == first["passage_id"]
    assert second["next"] is None


def test_pages_of_a_search_have_every_case_once(api: str) -> None:
    found, cursor = [], None
    while True:
        page = call(f"{api}/mcp", "search_cases", query="buses", limit=1, cursor=cursor)
        found += [case["case_id"] for case in page["cases"]]
        if (cursor := page["next_cursor"]) is None:
            break
    assert len(found) == len(set(found)) == page["total"] > 1


def test_resources_are_what_the_tools_read(api: str) -> None:
    passage_id = first_passage(api, "seoul-buses")

    async def ask(client: Client[Any]) -> list[Json]:
        templates = {each.uri_template for each in await client.list_resource_templates()}
        assert templates == set(RESOURCES)
        read = [
            await client.read_resource(f"casebook://{each}") for each in ("case/seoul-buses", f"passage/{passage_id}")
        ]
        return [json.loads(each[0].text) for each in read]  # type: ignore[union-attr]

    case, passage = run(f"{api}/mcp", ask)
    assert case == call(f"{api}/mcp", "read_case", case_id="seoul-buses", longest=LONGEST_ANSWER)
    assert passage == call(f"{api}/mcp", "read_passage", passage_id=passage_id, longest=LONGEST_ANSWER)


def test_text_is_bounded_and_what_was_cut_is_named(api: str) -> None:
    short = call(f"{api}/mcp", "read_case", case_id="long-story", longest=1000)
    assert sum(len(each["text"]) for each in short["texts"]) <= 1000
    assert set(short["left_out"]) == {"challenge", "lessons", "outcomes"}
    assert {"objectives", "cost"} <= set(short["empty"])
    lessons = call(f"{api}/mcp", "read_case", case_id="long-story", parts=["lessons"])
    assert lessons["texts"][0]["text"].endswith("…")
    assert (
        len(call(f"{api}/mcp", "read_passage", passage_id=first_passage(api, "long-story"), longest=500)["text"]) <= 500
    )
    for tool in EVERY_TOOL:
        assert len(json.dumps(call(f"{api}/mcp", tool, **arguments_of(api, tool)))) < 2 * LONGEST_ANSWER
    whole = call(f"{api}/mcp", "read_case", case_id="long-story", longest=LONGEST_ANSWER)
    assert len(json.dumps(whole)) < 2 * LONGEST_ANSWER


def test_texts_are_cut_between_words() -> None:
    assert shortened("one two three", 9) == "one two…"
    assert shortened("음식물쓰레기", 4) == "음식물…"
    assert shortened("short", 5) == "short"
    assert shortened("gone", 0) == ""


def test_every_part_of_a_record_that_is_text_can_be_asked_for() -> None:
    assert set(PARTS) == {*_TEXTS, "outcomes", "cost"}


@pytest.mark.parametrize(
    ("tool", "arguments", "said"),
    [
        ("search_cases", {"query": "bus", "topic": ["busses"]}, r"Allowed are: transport \(Transport"),
        ("search_cases", {"query": "bus", "verdict": ["great"]}, "worked .*mixed .*failed"),
        ("search_cases", {"query": "bus", "cursor": "abc"}, "cursor cannot be used"),
        ("search_cases", {"query": "bus", "limit": 11}, "less than or equal to 10"),
        ("search_cases", {"query": ""}, "at least 1 character"),
        ("search_cases", {"query": "bus", "colour": "red"}, "colour"),
        ("read_case", {"case_id": "atlantis"}, "no case 'atlantis' here; find ids with search_cases"),
        ("read_case", {"case_id": "seoul-buses", "parts": ["weather"]}, "'challenge', 'objectives'"),
        ("read_passage", {"passage_id": "atlantis.1.2"}, "no passage 'atlantis.1.2'"),
        ("list_vocabularies", {"name": "colours"}, "there are: topics, instruments"),
        ("cite", {"ids": ["seoul-buses", "atlantis"]}, "no case 'atlantis'"),
        ("compare_cases", {"case_ids": ["seoul-buses"]}, "at least 2 items"),
        ("compare_cases", {"case_ids": ["seoul-buses", "atlantis"]}, "no case 'atlantis'"),
        (
            "compare_cases",
            {"case_ids": ["seoul-buses", "bogota-buses"], "fields": ["weather"]},
            "'context', 'progress'",
        ),
    ],
)
def test_a_wrong_value_is_told_with_what_is_allowed(api: str, tool: str, arguments: Json, said: str) -> None:
    assert re.search(said, refusal(f"{api}/mcp", tool, **arguments))


def test_a_question_without_an_answer_is_said_and_noted(filled: Filled, tmp_path: Path) -> None:
    with served(filled, tmp_path, with_threshold(settings_in(tmp_path), 2.0)) as api:
        found = call(f"{api}/mcp", "answer_question", question="Who bans fireworks?")
        bound = call(f"{api}/mcp?collection=seoul-buses", "answer_question", question="Who bans confetti?")
    assert (found["enough"], found["sentences"]) == (False, [])
    assert {case["case_id"] for case in bound["nearest"]} <= {"seoul-buses"}
    with open_fake(tmp_path / filled.database.name, {}) as kept:
        assert [gap.text for gap in GapStore(kept.catalogue.engine).list()] == ["Who bans fireworks?"]


def test_nothing_outside_a_collection_comes_through_any_tool(api: str) -> None:
    address = f"{api}/mcp?collection=seoul-buses,busan-carbon,daegu-nights&collection=no-such-case"
    outside = (
        "bogota",
        "stockholm",
        "tokyo",
        "quito",
        "dakar",
        "lyon",
        "Bogot",
        "Stockholm",
        "Dakar",
        "Colombia",
        "Sweden",
    )
    answers = [call(address, tool, **arguments_of(api, tool)) for tool in EVERY_TOOL]
    answers += [
        call(address, "search_cases", query=words, limit=10) for words in ("autobuses", "toll", "agua", "버스 tol")
    ]
    answers += [call(address, "answer_question", question="¿Quién cuida el agua en Quito?")]
    said = json.dumps(answers, ensure_ascii=False).replace("¿Quién cuida el agua en Quito?", "")
    assert [name for name in outside if name in said] == []
    assert {case["case_id"] for case in answers[0]["cases"]} == {"seoul-buses", "daegu-nights"}
    assert {each["case_id"] for each in answers[3]["sentences"]} == {"daegu-nights"}
    other = call(f"{api}/mcp?collection=bogota-nights", "answer_question", **EVERY_TOOL["answer_question"])
    assert {each["case_id"] for each in other["sentences"]} == {"bogota-nights"}
    refusals = [
        refusal(address, "read_case", case_id="bogota-buses"),
        refusal(address, "cite", ids=["bogota-buses"]),
        refusal(address, "compare_cases", case_ids=["seoul-buses", "bogota-buses"]),
        refusal(address, "read_passage", passage_id=first_passage(api, "bogota-buses")),
    ]
    assert call(address, "search_cases", query="bus", country=["CO"])["total"] == 0
    assert refusals[0] == refusal(address, "read_case", case_id="bogota-gone").replace("bogota-gone", "bogota-buses")
    assert not any("Bogot" in each or "Colombia" in each for each in refusals)


def test_resources_keep_to_the_collection(api: str) -> None:
    async def ask(client: Client[Any]) -> None:
        assert await client.read_resource("casebook://case/seoul-buses")
        for hidden in ("case/bogota-buses", f"passage/{first_passage(api, 'bogota-buses')}"):
            with pytest.raises(Exception, match="here; find ids with"):
                await client.read_resource(f"casebook://{hidden}")

    run(f"{api}/mcp?collection=seoul-buses", ask)


def test_collections_of_connections_at_the_same_time_do_not_mix(api: str) -> None:
    async def ask() -> list[set[str]]:
        async def one(case_id: str) -> set[str]:
            async with Client(f"{api}/mcp?collection={case_id}") as client:
                answers = [await client.call_tool("search_cases", {"query": "buses"}) for _ in range(5)]
            return {case["case_id"] for each in answers for case in (each.structured_content or {})["cases"]}

        return await asyncio.gather(one("seoul-buses"), one("bogota-buses"), one("seoul-buses"))

    assert asyncio.run(ask()) == [{"seoul-buses"}, {"bogota-buses"}, {"seoul-buses"}]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("colection=a", "takes no parameter 'colection'"),
        ("collection=", "is no case id"),
        ("collection=a,,b", "is no case id"),
        ("collection=../x", "is no case id"),
        ("collection=" + ",".join(f"case-{n}" for n in range(301)), "at most 300 cases"),
    ],
)
def test_an_address_that_cannot_be_read_opens_nothing(api: str, query: str, said: str) -> None:
    with pytest.raises(BadInput, match=re.escape(said)):
        read_collection(query.encode())
    answer = httpx.post(f"{api}/mcp?{query}", json=LIST, headers=HEADERS)
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert said in answer.json()["detail"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"origin": "http://localhost:3000"}, 200),
        ({"origin": "https://evil.example"}, 403),
        ({"host": "evil.example"}, 421),
        ({"host": "evil.example", "origin": "http://evil.example"}, 421),
        ({"host": "127.0.0.1.evil.example"}, 421),
    ],
)
def test_pages_of_other_origins_and_names_that_are_not_ours_are_refused(
    api: str, headers: dict[str, str], status: int
) -> None:
    answer = httpx.post(f"{api}/mcp", json=LIST, headers=HEADERS | headers)
    assert answer.status_code == status
    assert "access-control-allow-origin" not in answer.headers
    assert status == 200 or len(answer.json()["detail"]) > 40


def test_the_public_name_is_ours(filled: Filled, tmp_path: Path) -> None:
    settings = settings_in(tmp_path).model_copy(update={"public_api_url": "https://casebook.example.org/api"})
    with served(filled, tmp_path, settings) as api:
        named = {"host": "casebook.example.org", "x-forwarded-proto": "https"}
        assert httpx.post(f"{api}/mcp", json=LIST, headers=HEADERS | named).status_code == 200
        found = call(f"{api}/mcp", "search_cases", query="buses")
    assert found["cases"][0]["uri"].startswith("https://casebook.example.org/api/id/case/")


def test_requests_leave_nothing_behind_and_keep_the_limits_of_the_api(api: str) -> None:
    answer = httpx.post(f"{api}/mcp", json=LIST, headers=HEADERS)
    assert "mcp-session-id" not in answer.headers
    assert httpx.get(f"{api}/mcp").status_code == 405
    assert httpx.post(f"{api}/mcp", content=b"no json", headers=HEADERS | {"content-type": "application/json"}).json()[
        "error"
    ]
    for body in (b"x" * 1_100_000, iter([b"x" * 600_000] * 2)):
        answer = httpx.post(f"{api}/mcp", content=body, headers=HEADERS | {"content-type": "application/json"})
        assert (answer.status_code, "1048576 bytes" in answer.json()["detail"]) == (413, True)
