"""Repeating queries over the API: links, snapshots, versions of cases and their differences."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any
from unittest.mock import patch

import pytest
from fake_index import FakeFile, make_case
from fastapi.testclient import TestClient
from kept_archive import OF, KeptArchive, changed, filled_once, kept

from api.app import create_app
from api.archive import Archive
from corpus.settings import Settings

__all__ = ["filled_once", "kept"]

Json = dict[str, Any]
REPORT = FakeFile("pdf", (("en", "results", "The toll cut traffic. Buses carry more, at a cost."),))


@pytest.fixture
def client(kept: KeptArchive) -> Iterator[TestClient]:
    opened, kept.past.patience = kept.opened, 120

    @contextmanager
    def open_archive(settings: Settings) -> Iterator[Archive]:
        yield Archive(settings, opened.catalogue, opened.files, kept.engine, opened, kept.past)

    # Starting the runner of jobs takes seconds, and no job is given here.
    with (
        patch("api.app.open_runner", lambda _: nullcontext()),
        TestClient(create_app(opened.settings, open_archive)) as made,
    ):
        yield made


def change(kept: KeptArchive) -> str:
    kept.publish(
        changed("stockholm-toll", title={"en": "Bridges"}, abstract={"en": "A toll."}), *OF["stockholm-toll"][1]
    )
    return kept.publish(make_case("newcomer", status="draft", topics=("transport",)), REPORT)


def lasting(answer: Json) -> Json:
    """What repeats: all but the time that it took."""
    return {name: value for name, value in answer.items() if name != "milliseconds"}


ADDRESSES = (
    "/v1/search?q=toll", "/v1/search?q=%20buses%20&topic=water&topic=transport&lang=ko&hits_per_case=1", "/v1/search",
    "/v1/cases?topic=transport&limit=2", "/v1/search?q=toll&like=3688689&weights=climate:0", "/v1/search?q=%22carril+propio%22",
)  # fmt: skip


def test_the_link_of_a_list_repeats_it_when_the_archive_has_changed(client: TestClient, kept: KeptArchive) -> None:
    lists = [client.get(address).json() for address in ADDRESSES]
    assert [lasting(client.get(then["link"]).json()) for then in lists] == [lasting(then) for then in lists]
    change(kept)
    assert any(
        client.get(address).json()["fixity"] != then["fixity"]
        for address, then in zip(ADDRESSES, lists, strict=True)
    )  # fmt: skip
    for then in lists:
        again = client.get(then["link"])
        assert again.headers["x-casebook-snapshot"] == then["snapshot"]
        assert lasting(again.json()) == lasting(then)


def test_equal_queries_have_one_link_with_defaults_left_out(client: TestClient) -> None:
    spelled = (
        "?topic=water&q=+toll&topic=transport&limit=10&lang=en",
        "?q=toll&topic=transport&topic=water&topic=water",
    )
    links = {client.get(f"/v1/search{each}").json()["link"] for each in spelled}
    (link,) = links
    assert link.startswith("http://127.0.0.1:8000/v1/search?topic=transport&topic=water&q=toll&snapshot=11&ranking=")


def test_the_next_page_of_an_older_list_goes_on_in_it(client: TestClient, kept: KeptArchive) -> None:
    whole = [case["id"] for case in client.get("/v1/cases?limit=50").json()["cases"]]
    change(kept)
    seen, cursor = [], ""
    while cursor is not None:
        page = client.get(f"/v1/cases?limit=4&snapshot=11{cursor and '&cursor=' + cursor}").json()
        seen += [case["id"] for case in page["cases"]]
        cursor = page["next_cursor"]
    assert seen == whole


def test_exports_facets_and_answers_are_of_the_snapshot_too(client: TestClient, kept: KeptArchive) -> None:
    addresses = ("/v1/export.csv?q=toll", "/v1/export.bib?topic=transport", "/v1/facets?q=toll", "/v1/answers?q=toll")
    then = [client.get(address) for address in addresses]
    change(kept)
    for address, before in zip(addresses, then, strict=True):
        now, again = client.get(address), client.get(f"{address}&snapshot=11")
        assert before.headers["x-casebook-snapshot"] == again.headers["x-casebook-snapshot"] == "11"
        assert now.headers["x-casebook-snapshot"] == "13"
        if address.startswith("/v1/answers"):
            assert lasting(again.json()) == lasting(before.json())
        else:
            assert again.content == before.content
    assert not any(held.askers for held in kept.past._held.values()), "given back when the answer was sent"


def test_the_fixity_of_a_list_follows_from_its_csv(client: TestClient) -> None:
    rows = csv.DictReader(io.StringIO(client.get("/v1/export.csv?q=buses").content.decode("utf-8-sig")))
    lines = "".join(f"{row['id']}@{row['version']}\n" for row in rows)
    assert client.get("/v1/search?q=buses&limit=1").json()["fixity"] == hashlib.sha256(lines.encode()).hexdigest()


def test_what_cannot_be_repeated_is_told_plainly(client: TestClient, kept: KeptArchive) -> None:
    kept.remove("tokyo-carbon")
    gone = client.get("/v1/search?q=toll&snapshot=11")
    assert (gone.status_code, gone.json()["type"]) == (410, "/problems/not-repeatable")
    assert "'tokyo-carbon' was removed for good" in gone.json()["detail"]
    assert client.get("/problems/not-repeatable").json()["status"] == 410
    never = client.get("/v1/search?snapshot=999")
    assert (never.status_code, never.json()["detail"]) == (
        404,
        "The archive never had a snapshot 999; the newest is 12.",
    )


def test_another_ranking_is_refused_with_the_address_without_it(client: TestClient) -> None:
    answer = client.get("/v1/search?q=toll&snapshot=11&ranking=0123456789ab")
    assert answer.status_code == 410
    assert answer.json()["detail"].endswith("in the order of now it is /v1/search?q=toll&snapshot=11.")
    assert client.get("/v1/search?q=toll&snapshot=11").status_code == 200


def test_a_name_of_the_wrong_form_is_a_wrong_value(client: TestClient) -> None:
    for given in ("snapshot=x", "snapshot=-1", "snapshot=1234567890", "ranking=zz", "snapshot=%00"):
        answer = client.get(f"/v1/search?{given}")
        assert (answer.status_code, answer.json()["errors"][0]["parameter"]) == (422, given.partition("=")[0])


def test_a_route_that_knows_no_snapshots_refuses_one(client: TestClient, kept: KeptArchive) -> None:
    change(kept)
    answer = client.get("/v1/cases/tokyo-carbon?snapshot=11")
    assert (answer.status_code, answer.json()["errors"][0]["parameter"]) == (422, "snapshot")


def test_who_asks_first_may_have_to_come_back(client: TestClient, kept: KeptArchive) -> None:
    change(kept)
    with patch.object(kept.past, "patience", 0.0):
        answer = client.get("/v1/search?q=toll&snapshot=11")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "10")
    assert client.get("/v1/search?q=toll&snapshot=11").status_code == 200


def test_every_answer_about_content_names_its_snapshot(client: TestClient) -> None:
    for path in (
        "search",
        "cases",
        "facets",
        "cases/tokyo-carbon",
        "suggest?q=tok",
        "answers?q=toll",
        "cases/tokyo-carbon/passages",
    ):
        assert client.get(f"/v1/{path}").headers["x-casebook-snapshot"] == "11", path


# Snapshots -----------------------------------------------------------------------------------------------------------


def test_snapshots_are_listed_newest_first_page_by_page_while_more_are_made(
    client: TestClient, kept: KeptArchive
) -> None:
    first = client.get("/v1/snapshots?limit=6").json()
    kept.remove("quito-water")
    second = client.get(f"/v1/snapshots?limit=6&cursor={first['next_cursor']}").json()
    assert [int(each["id"]) for each in (*first["snapshots"], *second["snapshots"])] == list(range(11, 0, -1))
    assert (first["total"], second["total"], second["next_cursor"]) == (11, 12, None)
    newest = client.get("/v1/snapshots?limit=1").json()["snapshots"][0]
    assert (newest["kind"], newest["case_id"], newest["fixity"]) == ("removed", "quito-water", None)
    assert client.get(f"/v1/cases/tokyo-carbon/versions?cursor={first['next_cursor']}").status_code == 422


def test_a_snapshot_says_what_it_held_and_whether_it_can_be_asked(client: TestClient, kept: KeptArchive) -> None:
    told = client.get("/v1/snapshots/4").json()
    assert (told["case_id"], told["cases"], told["can_be_asked"], told["is_ready"]) == ("tokyo-carbon", 4, True, False)
    assert client.get("/v1/search?snapshot=4").json()["total"] == 4
    assert client.get("/v1/snapshots/4").json()["is_ready"]
    kept.remove("tokyo-carbon")
    lost = client.get("/v1/snapshots/4").json()
    assert (lost["can_be_asked"], lost["is_ready"], "tokyo-carbon" in lost["reason"]) == (False, False, True)
    assert client.get("/v1/snapshots/12").json() | {"is_present": True} == client.get("/v1/snapshots/12").json()
    assert client.get("/v1/snapshots/77").status_code == 404


# Versions ------------------------------------------------------------------------------------------------------------


def test_versions_of_a_case_are_what_they_were(client: TestClient, kept: KeptArchive) -> None:
    first = client.get("/v1/cases/lyon-water").json()
    kept.publish(changed("lyon-water", topics=("water", "finance"), lessons={"fr": "Attendre."}), REPORT)
    listed = client.get("/v1/cases/lyon-water/versions").json()
    assert [(each["version"], each["snapshot"]) for each in listed["versions"]] == [(2, "12"), (1, "8")]
    then = client.get("/v1/cases/lyon-water/versions/1").json()
    assert (then["record"], then["documents"]) == (first["record"], first["documents"])
    now = client.get("/v1/cases/lyon-water/versions/2").json()
    assert now["record"] == client.get("/v1/cases/lyon-water").json()["record"]
    missing = client.get("/v1/cases/lyon-water/versions/3")
    assert (missing.status_code, "from 1 to 2" in missing.json()["detail"]) == (404, True)
    assert client.get("/v1/cases/nowhere/versions").status_code == 404
    page = client.get("/v1/cases/lyon-water/versions?limit=1").json()
    rest = client.get(f"/v1/cases/lyon-water/versions?limit=1&cursor={page['next_cursor']}").json()
    assert ([each["version"] for each in rest["versions"]], rest["next_cursor"]) == ([1], None)


def test_the_difference_between_versions_is_told_to_programs_and_to_readers(
    client: TestClient, kept: KeptArchive
) -> None:
    kept.publish(changed("lyon-water", topics=("water", "finance"), lessons={"fr": "Attendre."}), REPORT)
    diff = client.get("/v1/cases/lyon-water/diff?from=1&to=2&lang=fr").json()
    told = {
        change["path"]: (change["label"], change["language"], change["before"], change["after"])
        for change in diff["fields"]
    }
    assert told == {
        "/topics/1": ("Thèmes", None, None, "finance"),
        "/lessons/fr": ("Leçons pour d'autres villes", "fr", None, "Attendre."),
    }
    assert {step["path"] for step in diff["patch"]} == {*told, "/version"}
    assert [(each["kind"], each["file"]) for each in diff["documents"]] == [
        ("added", "file.pdf"),
        ("removed", "file.docx"),
    ]
    back = client.get("/v1/cases/lyon-water/diff?from=2&to=1").json()
    assert {step["op"] for step in back["patch"]} == {"remove", "replace"}
    assert client.get("/v1/cases/lyon-water/diff?from=1&to=9").status_code == 404
    assert client.get("/v1/cases/lyon-water/diff?from=0&to=1").json()["errors"][0]["parameter"] == "from"


def test_a_passage_of_an_older_version_is_found_and_says_which_had_it(client: TestClient, kept: KeptArchive) -> None:
    id = client.get("/v1/cases/lyon-water/passages").json()["passages"][0]["id"]
    assert (lambda told: (told["versions"], told["is_current"]))(client.get(f"/v1/passages/{id}").json()) == ([1], True)
    kept.publish(changed("lyon-water", topics=("finance",)), *OF["lyon-water"][1])
    kept.publish(OF["lyon-water"][0], REPORT)
    told = client.get(f"/v1/passages/{id}").json()
    assert (told["versions"], told["is_current"], told["text"][:8]) == ([1, 2], False, "La régie")
