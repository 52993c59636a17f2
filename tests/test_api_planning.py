"""Proposals over HTTP, on the small archive of the tests: few cases, wrong input, hostile words."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from corpus.programme.model import Programme

pytest_plugins = ("archive_client",)

ADDRESS = "/v1/programme-proposals"
Json = dict[str, Any]


def proposed(client: TestClient, **brief: Any) -> Json:
    answer = client.post(ADDRESS, json={"brief": brief})
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    Programme.model_validate(found["programme"])
    return found


def test_one_case_is_enough_for_a_programme_and_the_lack_is_told(client: TestClient) -> None:
    found = proposed(client, text="two days about congestion charge, in English and Korean")
    pins = {pin["case"] for m in found["programme"]["modules"] for s in m["sessions"] for pin in s["cases"]}
    assert pins == {"stockholm-charge"}
    assert any("The archive has 1 cases" in remark["text"]["en"] for remark in found["remarks"])
    assert found["brief"]["days"] == 2


def test_no_case_at_all_is_a_remark_and_no_failure(client: TestClient) -> None:
    found = proposed(client, text="three days on xylophones")
    assert any("no case for this" in remark["text"]["en"] for remark in found["remarks"])
    assert {"words": "xylophones", "field": "nothing", "value": "", "label": ""} in found["understood"]


def test_labels_come_in_the_language_asked_for(client: TestClient) -> None:
    found = client.post(f"{ADDRESS}?lang=ko", json={"brief": {"text": "5일 교통 과정"}}).json()
    assert {each["field"]: each["label"] for each in found["understood"]}["topic"] == "교통과 이동"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"brief": {}}, 422),
        ({"brief": {"text": "…!?"}}, 422),
        ({"brief": {"text": "x" * 4001}}, 422),
        ({"brief": {"text": "transport", "days": 31}}, 422),
        ({"brief": {"text": "transport", "colour": "red"}}, 422),
        ({"brief": {"text": "transport", "audience": {"cities": [1]}}}, 404),
    ],
)
def test_a_brief_that_cannot_be_used_is_refused_with_a_sentence(client: TestClient, body: Json, status: int) -> None:
    answer = client.post(ADDRESS, json=body)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"]


def test_hostile_words_stay_words(client: TestClient) -> None:
    hostile = '"charge" OR 1=1; DROP TABLE cases; <script>alert(1)</script> {0.__class__} %s \u202e'
    assert hostile in proposed(client, text=hostile)["brief"]["text"]


def test_swaps_and_notes_need_a_session_that_is_there(client: TestClient) -> None:
    programme = proposed(client, text="two days about congestion charge")["programme"]
    for name, more in (("swaps", {"case": "stockholm-charge"}), ("notes", {})):
        answer = client.post(f"{ADDRESS}/{name}", json={"programme": programme, "session": "s999", **more})
        assert (answer.status_code, answer.json()["detail"]) == (404, "The programme has no session 's999'.")


def test_notes_are_given_for_a_session(client: TestClient) -> None:
    programme = proposed(client, text="two days about congestion charge")["programme"]
    session = next(s for m in programme["modules"] for s in m["sessions"] if s["cases"])
    filled = client.post(f"{ADDRESS}/notes", json={"programme": programme, "session": session["id"]})
    assert filled.status_code == 200
    assert [note["citations"][0]["case"] for note in filled.json()["notes"]] == ["stockholm-charge"]
