"""Every status that the document promises beside success is brought about: a status that nothing here provokes fails the test."""

from __future__ import annotations

import errno
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, cast
from unittest.mock import patch

import pytest
from fake_archive import TOKEN, document_of_kind, open_fake_archive, settings_in
from fastapi.testclient import TestClient
from openapi_walk import Walked, walk
from pydantic import SecretStr

from api.app import create_app
from api.archive import Archive
from api.middleware import largest_body
from corpus.errors import Unavailable
from corpus.settings import Settings

Json = dict[str, Any]

KNOWN: Mapping[str, str] = {
    "case_id": "stockholm-charge", "page": "1", "name": "topics", "version": "1", "snapshot_id": "1", "number": "1",
}  # fmt: skip
"""Path parameter -> a value that the archive of the tests has."""

PARAMETERS: Mapping[str, Json] = {
    **{
        name: {"case": ["stockholm-charge", "hostile-title"]}
        for name in ("compare_cases", "compare_csv", "compare_xlsx", "compare_docx")
    },
    "case_diff": {"from": "1", "to": "1"},
    "programme_diff": {"from": "1", "to": "1"},
}
"""operationId -> query parameters of a request that succeeds, where the examples name what the archive of the tests lacks."""

UNKNOWN: Mapping[str, str] = {"job_id": "0" * 16, "page": "1", "version": "99", "snapshot_id": "999"}
"""Path parameter -> a value of the right form that nothing has, where 'no-such-thing' is not of the right form."""


REMOVED = "seoul-00"
"""A case that the archive of the tests had."""


class Breakable:
    """A part of the archive that works until it is broken, and then fails at whatever it is asked."""

    failure: Exception | None = None

    def __init__(self, part: Any) -> None:
        self._part = part

    def __getattr__(self, name: str) -> Any:
        if Breakable.failure:
            raise Breakable.failure
        return getattr(self._part, name)


@contextmanager
def open_breakable(settings: Settings) -> Iterator[Archive]:
    with open_fake_archive(settings) as archive:
        archive.catalogue.remove(REMOVED)
        parts = {name: Breakable(getattr(archive, name)) for name in ("catalogue", "files", "engine")}
        # Whatever runs jobs is given the opened archive at the start; routes get it by what breaks.
        opened = cast(Any, Breakable(archive.opened))
        yield replace(archive, opened=opened, **cast(Any, parts))


@dataclass(frozen=True)
class Asker:
    """A client of an archive that can be broken, its document, and what is known to be in it."""

    client: TestClient
    document: Json
    known: Mapping[str, str]
    key: str
    """Permits changing the programme that is known."""

    def ask(self, walked: Walked, known: Mapping[str, str] | None = None, **more: Any) -> Any:
        """A request that succeeds, or with something else in it does not."""
        body = {"json": self.body(walked)} if walked.method in ("POST", "PUT") and "content" not in more else {}
        asked = {"params": {**walked.required(), **PARAMETERS.get(walked.id, {})}, **body, **more}
        if "{programme_id}" in walked.path:
            asked["params"] = {"key": self.key, **asked["params"]}
        return self.client.request(walked.method, walked.address(**(known or self._known(walked))), **asked)

    def body(self, walked: Walked) -> Any:
        """The example of the body that an operation takes, None where it takes no JSON."""
        content = walked.operation.get("requestBody", {}).get("content", {}).get("application/json")
        if content is None:
            return None
        name = content["schema"]["$ref"].rpartition("/")[2]
        properties = self.document["components"]["schemas"][name]["properties"]
        return {field: schema["examples"][0] for field, schema in properties.items()}

    def _known(self, walked: Walked) -> Mapping[str, str]:
        return self.known if walked.path.startswith(("/v1", "/id/")) else {}


@pytest.fixture(scope="module")
def asker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asker]:
    settings = settings_in(tmp_path_factory.mktemp("archive")).model_copy(update={"api_token": SecretStr(TOKEN)})
    app = create_app(settings, open_breakable)
    with TestClient(app, headers={"Authorization": f"Bearer {TOKEN}"}, raise_server_exceptions=False) as client:
        document = document_of_kind(client, "report.pdf")
        made = client.post("/v1/programmes", json={"template": {"id": "workshop"}}).json()
        ids = {"document_id": document, "passage_id": f"{document}.0", "programme_id": made["id"]}
        yield Asker(client, client.get("/openapi.json").json(), {**KNOWN, **ids}, made["edit_key"])


Provocation = Callable[[Asker, Walked], Any]


def not_modified(asker: Asker, walked: Walked) -> Any:
    etag = asker.ask(walked).headers["etag"]
    return asker.ask(walked, headers={"If-None-Match": etag})


def not_found(asker: Asker, walked: Walked) -> Any:
    if "snapshot" in walked.parameters("query"):
        return asker.ask(walked, params={**walked.required(), "snapshot": "999999999"})
    if walked.parameters("path"):
        return asker.ask(walked, {name: UNKNOWN.get(name, "no-such-thing") for name in walked.parameters("path")})
    body = asker.body(walked)
    missing = {**body, **{name: value for name, value in MISSING.items() if name in body}} if body else body
    return asker.ask(walked, headers={"Authorization": ""}, json=missing)


MISSING: Mapping[str, Any] = {"cases": ["no-such-case"], "clone": {"id": "no-such-programme"}, "template": None}
"""Field of a body -> what names something that is not there."""


def elsewhere(asker: Asker, walked: Walked) -> Any:
    return asker.ask(walked, headers={"Accept": "application/json"}, follow_redirects=False)


def not_licensed(asker: Asker, walked: Walked) -> Any:
    with patch("api.routes.documents.withheld", return_value="its owner keeps it"):
        return asker.ask(walked)


def not_acceptable(asker: Asker, walked: Walked) -> Any:
    return asker.ask(walked, headers={"Accept": "image/png"})


def gone(asker: Asker, walked: Walked) -> Any:
    if "snapshot" in walked.parameters("query"):
        return asker.ask(walked, params={**walked.required(), "ranking": "0" * 12})
    document = f"{REMOVED}.{'0' * 12}"
    return asker.ask(walked, {"case_id": REMOVED, "document_id": document, "passage_id": f"{document}.0"})


def bad_input(asker: Asker, walked: Walked) -> Any:
    if "requestBody" in walked.operation:
        return asker.ask(walked, content=b"{")
    return asker.ask(walked, params={**walked.required(), "no-such-parameter": "1"})


def too_large(asker: Asker, walked: Walked) -> Any:
    length = {"Content-Type": "application/json", "Content-Length": str(10**12)}
    return asker.ask(walked, content=b" " * (largest_body(walked.path) + 1), headers=length)


def changed_meanwhile(asker: Asker, walked: Walked) -> Any:
    return asker.ask(walked, headers={"If-Match": '"999"'})


def broken_inside(asker: Asker, walked: Walked) -> Any:
    with patch("fastapi.routing.run_endpoint_function", side_effect=RuntimeError("a defect")):
        return asker.ask(walked)


def without_archive(asker: Asker, walked: Walked) -> Any:
    with broken(Unavailable("the disk is gone")):
        return asker.ask(walked, {**UNKNOWN, **asker.known})


@contextmanager
def broken(failure: Exception) -> Iterator[None]:
    """Break the archive for as long as the block runs."""
    Breakable.failure = failure
    try:
        yield
    finally:
        Breakable.failure = None


def full_disk(asker: Asker, walked: Walked) -> Any:
    with patch("os.fsync", side_effect=OSError(errno.ENOSPC, "no space")):
        return asker.ask(walked, content=b"# A heading\n")


def range_within(asker: Asker, walked: Walked) -> Any:
    return asker.ask(walked, headers={"Range": "bytes=0-3"})


def range_malformed(asker: Asker, walked: Walked) -> Any:
    return asker.ask(walked, headers={"Range": "bytes=first-last"})


def range_beyond(asker: Asker, walked: Walked) -> Any:
    return asker.ask(walked, headers={"Range": "bytes=99999999-"})


def wrong_case(asker: Asker, walked: Walked) -> Any:
    return asker.ask(walked, {"case_id": "a b"})


PROVOKED_BY_STATUS: Mapping[str, Provocation] = {
    "206": range_within,
    "303": elsewhere,
    "304": not_modified,
    "400": range_malformed,
    "403": not_licensed,
    "404": not_found,
    "406": not_acceptable,
    "410": gone,
    "412": changed_meanwhile,
    "413": too_large,
    "416": range_beyond,
    "422": bad_input,
    "428": Asker.ask,
    "500": broken_inside,
    "503": without_archive,
    "507": full_disk,
}
PROVOKED: Mapping[tuple[str, str], Provocation] = {("proposals", "422"): wrong_case}
"""(operationId, status) -> what provokes it, where that of the status does not."""


def test_every_documented_status_beside_success_is_provoked(asker: Asker) -> None:
    wrong = {}
    for walked in walk(asker.document):
        for status in walked.operation["responses"]:
            provoke = PROVOKED.get((walked.id, status), PROVOKED_BY_STATUS.get(status))
            if provoke is None and not status.startswith("20"):
                wrong[f"{walked.id} {status}"] = "nothing provokes it"
            elif provoke:
                answer = provoke(asker, walked)
                if str(answer.status_code) != status or not _is_told_rightly(answer):
                    wrong[f"{walked.id} {status}"] = f"{answer.status_code}: {answer.text[:200]}"
    assert not wrong, json.dumps(wrong, indent=1)


def _is_told_rightly(answer: Any) -> bool:
    if answer.status_code < 400:
        return True
    return bool(
        answer.headers["content-type"] == "application/problem+json" and answer.json()["status"] == answer.status_code
    )


def test_a_broken_archive_is_told_as_such_until_it_works_again(asker: Asker) -> None:
    with broken(Unavailable("the disk is gone")):
        answer = asker.client.get("/v1/search")
    assert (answer.status_code, answer.json()["detail"]) == (503, "The disk is gone.")
    assert asker.client.get("/v1/search").status_code == 200
