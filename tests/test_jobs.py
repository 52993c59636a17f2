"""Jobs as their API and command show them: submitted, followed, listed, cancelled, retried; copies and near copies of documents."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any

import httpx
import numpy as np
from conftest import run_here

from corpus.settings import Settings
from ingest.following import duration
from ingest.jobs.progress import seconds_left
from ingest.near import NearKind, Sketch, compare, sketch_words

NOTE = "# A note on trams in Zürich\n\nThe city of Zürich gave trams the green light at every crossing, and they ran on time.\n"
Json = dict[str, Any]

pytest_plugins = ("jobs_api",)


def ended(client: httpx.Client, job: Json) -> Json:
    end = time.monotonic() + 120
    while time.monotonic() < end:
        state: Json = client.get(f"/v1/jobs/{job['id']}").json()
        if state["state"] in {"done", "failed", "cancelled"}:
            return state
        time.sleep(0.1)
    raise AssertionError(f"the job did not end: {state}")


def test_an_upload_becomes_a_case_by_a_job_and_a_copy_of_it_adds_nothing(owner: httpx.Client, tmp_path: Path) -> None:
    sent = owner.post("/v1/uploads", params={"name": "trams.md"}, content=NOTE.encode())
    assert sent.status_code == 201, sent.text
    assert sent.json()["document_type"] == "md"
    started = owner.post("/v1/jobs", json={"uploads": [sent.json()["id"]]})
    assert started.status_code == 202, started.text
    state = ended(owner, started.json())
    (outcome,) = state["outcomes"]
    assert (state["state"], outcome["result"]) == ("done", "added")
    assert (state["files"], state["files_done"], state["passages"], state["passages_done"]) == (1, 1, 1, 1)
    assert owner.get(f"/v1/cases/{outcome['case_id']}").status_code == 200
    assert owner.get(f"/v1/jobs/{state['id']}", params={"after": state["last"]}).json()["outcomes"] == []
    assert state["id"] in [job["id"] for job in owner.get("/v1/jobs").json()]
    copy = tmp_path / "another name.md"
    copy.write_text(NOTE, "utf-8")
    again = ended(owner, owner.post("/v1/jobs", json={"paths": [str(copy)]}).json())
    assert again["outcomes"][0]["result"] == "duplicate"
    assert again["outcomes"][0]["reason"] == f"duplicate of {outcome['case_id']}/trams.md"
    taken = owner.post("/v1/jobs", json={"uploads": [sent.json()["id"]]})
    assert taken.status_code == 404, "the upload has gone into the archive"


def test_a_version_of_a_document_is_linked_with_it_and_both_stay(owner: httpx.Client, tmp_path: Path) -> None:
    text = " ".join(f"Tram line {n} was given its own lane between stop {n} and stop {n + 1}." for n in range(40))
    (tmp_path / "first.md").write_text(f"# Lanes for trams\n\n{text}\n", "utf-8")
    (tmp_path / "second.md").write_text(f"# Lanes for trams\n\n{text} A last line was added in spring.\n", "utf-8")
    state = ended(owner, owner.post("/v1/jobs", json={"paths": [str(tmp_path)]}).json())
    assert [outcome["result"] for outcome in state["outcomes"]] == ["added", "added"]
    first, second = (owner.get(f"/v1/cases/{outcome['case_id']}/documents").json()[0] for outcome in state["outcomes"])
    (near,) = owner.get(f"/v1/documents/{first['id']}/near").json()
    assert (near["kind"], near["document"]["id"]) == ("version", second["id"])
    assert owner.get("/v1/documents/none.0/near").status_code == 404


def test_what_failed_is_tried_again_when_asked(owner: httpx.Client, tmp_path: Path) -> None:
    broken = tmp_path / "note.md"
    broken.write_bytes(b"")
    state = ended(owner, owner.post("/v1/jobs", json={"paths": [str(broken)]}).json())
    assert (state["failed"], state["outcomes"][0]["result"]) == (1, "failed")
    assert state["outcomes"][0]["reason"]
    broken.write_text(NOTE.replace("trams", "trains"), "utf-8")
    assert owner.post(f"/v1/jobs/{state['id']}/retry").status_code == 202
    mended = ended(owner, state)
    assert [outcome["result"] for outcome in mended["outcomes"]] == ["added"]
    nothing = owner.post(f"/v1/jobs/{state['id']}/retry")
    assert nothing.status_code == 422
    assert "nothing to retry" in nothing.json()["detail"]


def test_a_cancelled_job_stops_and_leaves_nothing_half_done(owner: httpx.Client, tmp_path: Path) -> None:
    for number in range(12):
        (tmp_path / f"{number}.md").write_text(NOTE.replace("Zürich", f"Zürich {number}"), "utf-8")
    started = owner.post("/v1/jobs", json={"paths": [str(tmp_path)]}).json()
    assert owner.post(f"/v1/jobs/{started['id']}/cancel").status_code == 200
    state = ended(owner, started)
    assert state["state"] == "cancelled"
    results = {outcome["result"] for outcome in state["outcomes"]}
    assert "cancelled" in results
    assert results <= {"cancelled", "added"}
    for outcome in state["outcomes"]:
        if outcome["result"] == "added":
            assert owner.get(f"/v1/cases/{outcome['case_id']}").status_code == 200
    assert owner.post(f"/v1/jobs/{started['id']}/cancel").status_code == 422


def test_jobs_of_others_do_not_exist(jobs_url: str) -> None:
    for method, path in (("GET", "/v1/jobs"), ("POST", "/v1/jobs"), ("POST", "/v1/uploads?name=a.md")):
        refused = httpx.request(method, f"{jobs_url}{path}", json={"remove": ["x"]} if method == "POST" else None)
        assert refused.status_code == 404, path


def test_what_a_job_shall_do_is_checked_when_it_is_asked_for(owner: httpx.Client) -> None:
    for body, said in (
        ({}, "Say what to do"), ({"paths": ["/nowhere.pdf"]}, "/nowhere.pdf"), ({"remove": ["a"], "paths": ["b"]}, "send two"),
    ):  # fmt: skip
        refused = owner.post("/v1/jobs", json=body)
        assert (refused.status_code, said in refused.json()["detail"]) == (422, True), refused.text
    assert owner.get("/v1/jobs/00").status_code == 404


def test_the_command_lists_jobs_and_retries_them(settings: Settings, tmp_path: Path) -> None:
    assert "No jobs yet" in run_here(settings, "jobs").stdout
    broken = tmp_path / "note.md"
    broken.write_bytes(b"")
    run_here(settings, "ingest", str(broken))
    listed = run_here(settings, "jobs").stdout
    found = re.search(r"^([0-9a-f]{16})\s+done\s+1 of 1\s+1", listed, re.MULTILINE)
    assert found, listed
    broken.write_text(NOTE, "utf-8")
    done = run_here(settings, "jobs", "retry", found[1])
    assert done.returncode == 0, done.stderr
    assert "added" in done.stdout
    refused = run_here(settings, "jobs", "cancel", found[1])
    assert refused.returncode == 1
    assert refused.stderr.strip() == f"casebook: job {found[1]} has ended (done); there is nothing to cancel"


def test_time_left_is_that_of_the_rest_at_the_same_pace() -> None:
    assert [seconds_left(10, share) for share in (0.0, 0.01, 0.25, 0.5, 1.0)] == [None, None, 30, 10, None]
    assert [duration(seconds) for seconds in (None, 50, 200, 9000)] == ["", "50 s", "3 min", "2 h"]


def test_translations_are_near_in_meaning_and_versions_in_words() -> None:
    def sketch(id: str, language: str, text: str, meaning: tuple[float, float]) -> Sketch:
        return Sketch(id, language, sketch_words([text]), np.array(meaning, np.float32))

    words = " ".join(f"word{n}" for n in range(200))
    original = sketch("a", "en", words, (1, 0))
    others = [
        original, sketch("version", "en", words + " and more", (0, 1)), sketch("translation", "ko", "다른 말", (1, 0)),
        sketch("same language", "en", "other words", (1, 0)), sketch("other", "ko", "또 다른 말", (0, 1)),
    ]  # fmt: skip
    found = {near.document_id: near.kind for near in compare(original, others)}
    assert found == {"version": NearKind.version, "translation": NearKind.translation}
