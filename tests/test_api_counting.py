"""Counts of cases that lead to the cases counted, and the graph of who learnt from whom."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import networkx as nx
import pytest
from fake_archive import OTHERS, client_of
from fastapi.testclient import TestClient

from api.archive import Archive
from corpus.case import Case, Transfer
from corpus.counts import Dimension
from index.adoptions import adoption_links

pytest_plugins = ("archive_client",)

ALL_CASES = len(OTHERS) + 3
Json = dict[str, Any]


def counted(client: TestClient, parameters: str = "") -> Json:
    found: Json = client.get(f"/v1/statistics?{parameters}").json()
    return found


def listed(client: TestClient, url: str) -> int:
    parts = urlsplit(url)
    return int(client.get(f"{parts.path}?{parts.query}").json()["total"])


def dimension(answer: Json, name: Dimension) -> dict[str, Json]:
    (found,) = (each for each in answer["dimensions"] if each["name"] == name)
    return {value["value"]: value for value in found["values"]}


def test_each_count_leads_to_the_search_that_lists_its_cases(client: TestClient) -> None:
    answer = counted(client)
    assert answer["total"] == ALL_CASES
    links = [value for each in answer["dimensions"] for value in each["values"] if value["url"]]
    assert len(links) > len(OTHERS)
    for value in links:
        assert listed(client, value["url"]) == value["count"], value


def test_cases_without_a_value_are_counted_as_such(client: TestClient) -> None:
    answer = {each["name"]: each for each in counted(client)["dimensions"]}
    assert answer["country"]["without"] == 1
    assert answer["evidence"]["without"] == ALL_CASES - 1


def test_no_filter_singles_out_stage_and_evidence(client: TestClient) -> None:
    answer = counted(client)
    assert dimension(answer, "stage")["running"] == {"value": "running", "label": "Running", "count": 1, "url": None}
    assert dimension(answer, "evidence")["independent"]["url"] is None


def test_filters_and_words_restrict_what_is_counted(client: TestClient) -> None:
    answer = counted(client, "country=KR&year_from=2000&q=reform&by=year")
    assert [each["name"] for each in answer["dimensions"]] == ["year"]
    values = dimension(answer, "year")
    assert list(values) == sorted(values)
    assert min(values) == "2000"
    assert all(listed(client, value["url"]) == value["count"] for value in values.values())


def test_a_second_value_of_a_filter_has_no_search_of_its_own(client: TestClient) -> None:
    both = dimension(counted(client, "country=KR&country=SE"), "country")
    assert [value["url"] for value in both.values()] == [None, None]
    (one,) = dimension(counted(client, "country=SE"), "country").values()
    assert listed(client, one["url"]) == one["count"] == 1


def test_a_table_counts_by_two_dimensions(client: TestClient) -> None:
    answer = counted(client, "by=topic&and=country&lang=ko")
    table = answer["table"]
    assert (table["by"], table["and"]) == ("topic", "country")
    transport = next(row for row in table["rows"] if row["value"] == "transport")
    assert {cell["value"]: cell["count"] for cell in transport["cells"]} == {"KR": len(OTHERS), "SE": 1}
    assert {cell["label"] for cell in transport["cells"]} == {"대한민국", "스웨덴"}
    cells = [cell for row in table["rows"] for cell in row["cells"]]
    assert all(listed(client, cell["url"]) == cell["count"] for cell in cells)


@pytest.mark.parametrize(
    ("parameters", "told"),
    [
        ("by=topic&and=topic", "are the same"),
        ("and=year", "name the first one"),
        ("by=colour", "'by'"),
        ("by=city", "'by'"),
    ],
)
def test_what_makes_no_table_is_refused(client: TestClient, parameters: str, told: str) -> None:
    answer = client.get(f"/v1/statistics?{parameters}")
    assert answer.status_code == 422
    assert told in answer.json()["detail"]


def case(id: str, adopted_from: tuple[str, ...] = (), adopted_by: tuple[str, ...] = ()) -> Case:
    transfer = {"adopted_from": adopted_from, "adopted_by": adopted_by}
    return Case.model_validate(
        {
            "id": id,
            "title": {"en": id},
            "abstract": {"en": id},
            "original_language": "en",
            "status": "draft",
            "transfer": transfer,
        }
    )


CASES = {
    each.id: each
    for each in (case("curitiba", adopted_by=("bogota", "elsewhere")), case("bogota", adopted_from=("curitiba",)), case("lagos", ("bogota",)))
}  # fmt: skip


def test_a_link_that_both_records_state_is_one_and_says_so() -> None:
    links = adoption_links(CASES, CASES.keys())
    assert [(link.source, link.target, link.stated_by) for link in links] == [
        ("bogota", "lagos", "target"),
        ("curitiba", "bogota", "both"),
    ]


def test_a_link_needs_both_ends_unless_neighbours_are_asked_for() -> None:
    assert adoption_links(CASES, {"lagos"}) == []
    assert [link.source for link in adoption_links(CASES, {"lagos"}, neighbours=True)] == ["bogota"]


@pytest.fixture(scope="module")
def linked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """An archive in which a case of Seoul says that another one and Stockholm learnt from it."""

    def link(archive: Archive) -> None:
        teacher = archive.catalogue.case("seoul-04").case
        learnt = {"transfer": Transfer(adopted_by=("seoul-03", "stockholm-charge"))}
        archive.catalogue.publish(teacher.model_copy(update=learnt), [], "seoul-04", "2")

    with client_of(tmp_path_factory.mktemp("linked"), link) as opened:
        yield opened


def test_the_graph_reads_back_as_graphml_and_as_node_link(linked: TestClient) -> None:
    told = linked.get("/v1/adoptions").json()
    answer = linked.get("/v1/adoptions.graphml")
    assert answer.headers["content-type"] == "application/graphml+xml"
    drawn = nx.read_graphml(io.BytesIO(answer.content))
    read = nx.node_link_graph(told, edges="links")
    assert sorted(drawn.edges) == sorted(read.edges) == [("seoul-04", "seoul-03"), ("seoul-04", "stockholm-charge")]
    assert drawn.nodes["stockholm-charge"]["city"] == "Stockholm"
    assert drawn.nodes["stockholm-charge"]["year"] == 2006
    assert drawn.edges["seoul-04", "seoul-03"]["stated_by"] == "source"


def test_filters_apply_to_the_graph(linked: TestClient) -> None:
    assert len(linked.get("/v1/adoptions?country=KR").json()["links"]) == 1
    assert linked.get("/v1/adoptions?country=SE").json()["nodes"] == []
    assert len(linked.get("/v1/adoptions?country=SE&neighbours=true").json()["nodes"]) == 2
