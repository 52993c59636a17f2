"""Programmes over HTTP: nobody overwrites another, nobody without a key learns that there is one, and the public reads what is for it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from fake_archive import open_fake_archive, settings_in
from fastapi.testclient import TestClient

from api.app import create_app
from api.middleware import LARGEST_PROGRAMME
from api.serve import serve_api
from corpus.programme.model import Programme
from corpus.programme.stored import CreatedProgramme
from index.programmes import store as storing
from tests.programmes import roster, small_programme

Json = dict[str, Any]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """An archive of its own, which these tests write to."""
    app = create_app(settings_in(tmp_path_factory.mktemp("archive")), open_fake_archive)
    with TestClient(app, raise_server_exceptions=False) as opened:
        yield opened


@pytest.fixture
def made(client: TestClient) -> CreatedProgramme:
    return make(client)


def make(client: TestClient, programme: Programme | None = None) -> CreatedProgramme:
    whole = (programme or small_programme()).model_dump(mode="json")
    answer = client.post("/v1/programmes", json={"programme": whole})
    assert answer.status_code == 201, answer.text
    return CreatedProgramme.model_validate(answer.json())


def bearer(key: str, **more: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}", **more}


def address(made: CreatedProgramme, part: str = "") -> str:
    return f"/v1/programmes/{made.id}{part}"


def renamed(name: str) -> Json:
    return small_programme().model_copy(update={"organiser": name}).model_dump(mode="json")


def share(client: TestClient, made: CreatedProgramme, visibility: str = "public") -> None:
    answer = client.put(address(made, "/sharing"), json={"visibility": visibility}, headers=bearer(made.edit_key))
    assert (answer.status_code, answer.json()["visibility"]) == (200, visibility)


def test_what_was_sent_is_read_back_with_either_key_in_header_or_address(
    client: TestClient, made: CreatedProgramme
) -> None:
    for key, can_edit in ((made.edit_key, True), (made.read_key, False)):
        for answer in (
            client.get(address(made), headers=bearer(key)),
            client.get(address(made), params={"key": key}),
        ):
            assert Programme.model_validate(answer.json()["programme"]) == small_programme()
            assert answer.json()["can_edit"] is can_edit


def test_a_private_programme_is_answered_as_one_that_does_not_exist(client: TestClient, made: CreatedProgramme) -> None:
    def told(path: str, **asked: Any) -> Json:
        answer = client.get(path, **asked)
        assert answer.headers["cache-control"] == "private, no-store"
        return {name: value for name, value in answer.json().items() if name not in ("instance", "request_id")}

    for part in ("", "/versions", "/diff?from=1&to=1", "/participants"):
        nothing = told(f"/v1/programmes/AAAAAAAAAAAA{part}")
        assert nothing["status"] == 404
        assert told(address(made, part)) == nothing
        assert told(address(made, part), headers=bearer("x" * 43)) == nothing
    listed = client.get("/v1/programmes").json()
    assert made.id not in {each["id"] for each in listed["programmes"]}


def test_who_may_only_read_changes_nothing(client: TestClient, made: CreatedProgramme) -> None:
    share(client, made)
    for headers in (bearer(made.read_key), {}):
        refused = [
            client.put(address(made), json=renamed("x"), headers={**headers, "If-Match": '"1"'}),
            client.put(address(made, "/sharing"), json={"visibility": "private"}, headers=headers),
            client.put(address(made, "/participants"), json=roster().model_dump(mode="json"), headers=headers),
            client.get(address(made, "/participants"), headers=headers),
            client.post(address(made, "/keys"), headers=headers),
            client.delete(address(made), headers=headers),
        ]
        assert {answer.status_code for answer in refused} == {404}
    assert client.get(address(made)).json()["version"] == 1


def test_of_two_editors_the_later_is_told_and_nothing_is_lost(client: TestClient, made: CreatedProgramme) -> None:
    tags = [client.get(address(made), headers=bearer(made.edit_key)).headers["etag"] for _ in range(2)]
    assert tags == ['"1"', '"1"']
    first, second = (
        client.put(address(made), json=renamed(name), headers=bearer(made.edit_key, **{"If-Match": tag}))
        for name, tag in zip(("First", "Second"), tags, strict=True)
    )
    assert (first.status_code, first.json()["version"], first.headers["etag"]) == (200, 2, '"2"')
    assert (second.status_code, second.json()["type"]) == (412, "/problems/changed-meanwhile")
    assert "at version 2" in second.json()["detail"]
    kept = client.get(address(made), headers=bearer(made.edit_key)).json()
    assert kept["programme"]["organiser"] == "First"


@pytest.mark.parametrize(
    ("if_match", "status"),
    [(None, 428), ("*", 428), ("yesterday", 422), ('W/"1"', 422), ('"7"', 412), ('"1"', 200), ('"7", "1-public"', 200)],
)
def test_a_change_has_to_say_what_it_is_a_change_to(
    client: TestClient, made: CreatedProgramme, if_match: str | None, status: int
) -> None:
    headers = bearer(made.edit_key, **({"If-Match": if_match} if if_match else {}))
    assert client.put(address(made), json=renamed("x"), headers=headers).status_code == status
    newest = client.get(address(made), headers=bearer(made.edit_key)).json()["newest"]
    assert newest == (2 if status == 200 else 1)


def test_what_the_caller_has_is_not_sent_again(client: TestClient, made: CreatedProgramme) -> None:
    headers = bearer(made.edit_key, **{"If-None-Match": '"1"'})
    again = client.get(address(made), headers=headers)
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", '"1"')
    share(client, made)
    assert client.get(address(made), headers=headers).headers["etag"] == '"1-public"'
    reader = client.get(address(made), headers={"If-None-Match": '"1"'})
    assert (reader.status_code, reader.headers["etag"]) == (200, '"1-public-shown"')


def test_the_public_reads_neither_what_is_for_instructors_nor_the_test(
    client: TestClient, made: CreatedProgramme
) -> None:
    share(client, made)
    answer = client.get(address(made))
    shown = Programme.model_validate(answer.json()["programme"])
    assert answer.headers["cache-control"] == "public, no-cache"
    assert "Authorization" in answer.headers["vary"]
    for hidden in ("fairness", "Ask who pays", "is_key", "Facilitator", "female", '"t1"'):
        assert hidden not in answer.text
        assert hidden in client.get(address(made), headers=bearer(made.read_key)).text
    assert [session.title for session in shown.sessions] == [each.title for each in small_programme().sessions]
    assert shown.assessment.items == ()


def test_the_public_sees_no_more_in_older_versions_and_in_what_changed(
    client: TestClient, made: CreatedProgramme
) -> None:
    share(client, made)
    bare = small_programme().model_copy(update={"modules": (), "assessment": small_programme().assessment})
    bare = bare.model_copy(update={"assessment": type(bare.assessment)(), "evaluation": type(bare.evaluation)()})
    changed = client.put(
        address(made), json=bare.model_dump(mode="json"), headers=bearer(made.edit_key, **{"If-Match": '"1-public"'})
    )
    assert changed.status_code == 200
    for path in (address(made, "?version=1"), address(made, "/diff?from=1&to=2")):
        answer = client.get(path)
        assert answer.status_code == 200
        assert "fairness" not in answer.text
        assert "is_key" not in answer.text
    assert client.get(address(made, "?version=1")).headers["etag"] == '"1-public-shown-of-2"'


def test_names_of_participants_are_in_no_answer_without_the_key_for_changing(
    client: TestClient, made: CreatedProgramme
) -> None:
    sent = roster().model_dump(mode="json")
    kept = client.put(address(made, "/participants"), json=sent, headers=bearer(made.edit_key))
    assert kept.json() == sent
    share(client, made)
    parts = ("", "?version=1", "/versions", "/diff?from=1&to=1", "/participants")
    for headers in (bearer(made.read_key), {}):
        for part in parts:
            assert "Quillfeather" not in client.get(address(made, part), headers=headers).text
    told = client.get(address(made, "/participants"), headers=bearer(made.edit_key))
    assert told.json() == sent
    whole = client.get(address(made), headers=bearer(made.edit_key))
    assert "Quillfeather" not in whole.text


def test_participants_that_somebody_else_changed_are_not_overwritten(
    client: TestClient, made: CreatedProgramme
) -> None:
    path, key = address(made, "/participants"), made.edit_key
    tag = client.get(path, headers=bearer(key)).headers["etag"]
    sent = roster().model_dump(mode="json")
    assert client.put(path, json=sent, headers=bearer(key, **{"If-Match": tag})).status_code == 200
    late = client.put(path, json={"participants": []}, headers=bearer(key, **{"If-Match": tag}))
    assert late.status_code == 412
    assert client.get(path, headers=bearer(key)).json() == sent


def test_new_keys_take_the_place_of_the_old_ones(client: TestClient, made: CreatedProgramme) -> None:
    new = client.post(address(made, "/keys"), headers=bearer(made.edit_key)).json()
    opened = {
        key: client.get(address(made), headers=bearer(key)).status_code
        for key in (made.edit_key, made.read_key, new["edit_key"], new["read_key"])
    }
    assert list(opened.values()) == [404, 404, 200, 200]


def test_a_template_becomes_a_programme_for_days_dates_and_languages(client: TestClient) -> None:
    wanted = {"id": "institute", "days": 7, "first_day": "2027-03-05", "languages": ["ko", "en"], "title": {"ko": "물"}}
    answer = client.post("/v1/programmes", json={"template": wanted})
    assert (answer.status_code, answer.headers["location"]) == (201, f"/v1/programmes/{answer.json()['id']}")
    found = Programme.model_validate(answer.json()["programme"])
    assert (len(found.days), found.title, set(found.modules[0].title)) == (7, {"ko": "물"}, {"en", "ko"})
    assert [day.date.isoformat() for day in found.days if day.date][:3] == ["2027-03-05", "2027-03-08", "2027-03-09"]
    offered = client.get("/v1/programme-templates").json()
    assert [each["id"] for each in offered] == ["institute", "workshop", "online"]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({}, "none of them"),
        ({"template": {"id": "institute"}, "clone": {"id": "x"}}, "template and clone"),
        ({"template": {"id": "retreat"}}, "institute, workshop, online"),
        ({"template": {"id": "institute", "days": 3}}, "5 to 10 days"),
        ({"template": {"id": "online", "first_day": "9999-12-31"}}, "2199"),
        ({"programme": {"title": {"en": "x"}, "languages": ["en"], "colour": "red"}}, "colour"),
    ],
)
def test_a_beginning_that_is_none_is_refused_with_what_is(client: TestClient, body: Json, said: str) -> None:
    answer = client.post("/v1/programmes", json=body)
    assert answer.status_code == 422
    assert said in answer.text


def test_a_copy_has_texts_and_structure_and_nobody_who_took_part(client: TestClient, made: CreatedProgramme) -> None:
    client.put(address(made, "/participants"), json=roster().model_dump(mode="json"), headers=bearer(made.edit_key))
    wanted = {"clone": {"id": made.id, "title": {"en": "Again"}, "first_day": "2028-05-05"}}
    assert client.post("/v1/programmes", json=wanted).status_code == 404
    copy = CreatedProgramme.model_validate(
        client.post("/v1/programmes", json=wanted, headers=bearer(made.read_key)).json()
    )
    assert copy.cloned_from == f"{made.id}@1"
    assert {made.edit_key, made.read_key}.isdisjoint({copy.edit_key, copy.read_key})
    assert [str(day.date) for day in copy.programme.days] == ["2028-05-05", "2028-05-08"]
    assert not any(session.presenters for session in copy.programme.sessions)
    assert copy.programme.sessions[1].notes == small_programme().sessions[1].notes
    taken = client.get(address(copy, "/participants"), headers=bearer(copy.edit_key)).json()
    assert taken == {"participants": []}


def test_a_copy_of_what_is_public_has_what_the_public_reads(client: TestClient, made: CreatedProgramme) -> None:
    share(client, made)
    copy = client.post("/v1/programmes", json={"clone": {"id": made.id}}).json()
    assert "fairness" not in str(copy)
    assert copy["visibility"] == "private"
    assert [day["date"] for day in copy["programme"]["days"]] == [None, None]


def test_versions_are_listed_page_by_page_and_read_as_they_were(client: TestClient, made: CreatedProgramme) -> None:
    for version in (1, 2, 3):
        client.put(
            address(made), json=renamed(f"at {version}"), headers=bearer(made.edit_key, **{"If-Match": f'"{version}"'})
        )
    path, headers = address(made, "/versions"), bearer(made.read_key)
    first = client.get(path, params={"limit": 3}, headers=headers).json()
    rest = client.get(path, params={"limit": 3, "cursor": first["next_cursor"]}, headers=headers).json()
    assert [each["version"] for each in first["versions"] + rest["versions"]] == [4, 3, 2, 1]
    assert (first["newest"], rest["next_cursor"]) == (4, None)
    then = client.get(address(made), params={"version": 2}, headers=headers).json()
    assert (then["programme"]["organiser"], then["newest"]) == ("at 1", 4)
    assert client.get(address(made), params={"version": 9}, headers=headers).status_code == 404


def test_what_changed_is_told_by_ids_with_what_moved(client: TestClient, made: CreatedProgramme) -> None:
    changed: Json = small_programme().model_dump(mode="json")
    before, understanding, doing = changed["modules"]
    understanding["sessions"][1]["day"] = 2
    understanding["sessions"][0]["title"] = {"en": "Prices"}
    doing["sessions"][0]["presenters"] = []
    before["sessions"] = []
    client.put(address(made), json=changed, headers=bearer(made.edit_key, **{"If-Match": '"1"'}))
    told = client.get(address(made, "/diff"), params={"from": 1, "to": 2}, headers=bearer(made.edit_key)).json()
    found = {(each["kind"], each["thing"], each["id"]) for each in told["changes"]}
    assert found == {
        ("removed", "session", "s0"),
        ("changed", "session", "s1"),
        ("moved", "session", "s2"),
        ("changed", "session", "s3"),
    }
    moved = next(each for each in told["changes"] if each["kind"] == "moved")
    assert moved["fields"] == [{"path": "/day", "before": 1, "after": 2}]


def test_what_is_removed_is_gone_and_the_answer_holds_it_once_more(client: TestClient, made: CreatedProgramme) -> None:
    last = client.delete(address(made), headers=bearer(made.edit_key))
    assert Programme.model_validate(last.json()["programme"]) == small_programme()
    for part in ("", "/versions", "/participants"):
        assert client.get(address(made, part), headers=bearer(made.edit_key)).status_code == 404


def test_ten_days_with_every_statement_cited_fit_and_more_is_refused(client: TestClient) -> None:
    large = client.post("/v1/programmes", json={"template": {"id": "institute", "days": 10}}).json()
    whole = large["programme"]
    citation = small_programme().sessions[1].notes[0].citations[0].model_dump(mode="json") | {"words": "가" * 1200}
    statement = {"text": {"en": "x" * 300, "ko": "가" * 300}, "citations": [citation]}
    for module in whole["modules"]:
        for session in module["sessions"]:
            session["notes"] = [statement] * 12
    headers = bearer(large["edit_key"], **{"If-Match": '"1"'})
    path = f"/v1/programmes/{large['id']}"
    assert client.put(path, json=whole, headers=headers).status_code == 200
    refused = client.put(path, content=b" " * (LARGEST_PROGRAMME + 1), headers=headers)
    assert (refused.status_code, f"{LARGEST_PROGRAMME} bytes" in refused.json()["detail"]) == (413, True)


def test_a_misspelt_parameter_answers_no_other_version(client: TestClient, made: CreatedProgramme) -> None:
    answer = client.get(address(made), params={"verison": 1}, headers=bearer(made.edit_key))
    assert answer.status_code == 422
    assert "version, key" in answer.json()["detail"]


def test_keys_are_in_no_log_and_the_server_keeps_none_of_addresses(
    client: TestClient, made: CreatedProgramme, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    caplog.set_level(logging.DEBUG)
    with patch("fastapi.routing.run_endpoint_function", side_effect=RuntimeError("a defect")):
        assert client.get(address(made), params={"key": made.edit_key}).status_code == 500
    assert client.get(address(made), params={"key": made.edit_key}).status_code == 200
    # The client of these tests writes down what it asks; that is the caller's log.
    ours = "\n".join(record.getMessage() for record in caplog.records if not record.name.startswith("httpx"))
    assert "failed: GET" in ours
    assert made.edit_key not in ours
    with patch("uvicorn.run") as run, patch("api.archive.open_archive"):
        serve_api(settings_in(tmp_path))
    assert run.call_args.kwargs["access_log"] is False


def test_of_many_versions_the_oldest_are_thinned_out_to_one_a_day(
    client: TestClient, made: CreatedProgramme, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storing, "VERSIONS_KEPT", 3)
    for version in range(1, 7):
        headers = bearer(made.edit_key, **{"If-Match": f'"{version}"'})
        assert client.put(address(made), json=renamed("x"), headers=headers).status_code == 200
    kept = client.get(address(made, "/versions"), headers=bearer(made.edit_key)).json()["versions"]
    assert [each["version"] for each in kept] == [7, 6, 5]
    gone = client.get(address(made), params={"version": 2}, headers=bearer(made.edit_key))
    assert (gone.status_code, "no longer" in gone.json()["detail"]) == (404, True)


def test_public_programmes_are_listed_page_by_page(client: TestClient) -> None:
    shown = [make(client) for _ in range(3)]
    for each in shown:
        share(client, each)
    found, cursor = [], None
    while True:
        page = client.get("/v1/programmes", params={"limit": 2} | ({"cursor": cursor} if cursor else {})).json()
        found += [each["id"] for each in page["programmes"]]
        cursor = page["next_cursor"]
        if not cursor:
            break
    assert len(found) == len(set(found)) == page["total"]
    assert {each.id for each in shown} <= set(found)
