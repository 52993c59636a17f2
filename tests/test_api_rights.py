"""What is not licensed to pass on is not passed on, and every answer that leaves it out says so; the page can still be read."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest
from fake_archive import STOCKHOLM, client_of
from fastapi.testclient import TestClient

from api.archive import Archive
from corpus.case import Case
from corpus.licences import withheld
from corpus.passage import Passage, Span, StoredDocument, document_id
from corpus.vocabulary import vocabulary
from index.catalogue import ParsedDocument

LICENCES = {"open.txt": "CC-BY-4.0", "closed.txt": "LicenseRef-all-rights-reserved", "unknown.txt": None}
"""File -> licence; the case itself is under CC-BY-4.0."""

SHARED = Case.model_validate(
    STOCKHOLM.model_dump() | {"id": "mixed-rights", "title": {"en": "Mixed rights"}, "rights_holder": "The city"}
)
CLOSED = Case.model_validate(
    STOCKHOLM.model_dump()
    | {"id": "closed-record", "licence": "LicenseRef-x", "sources": (), "cost": (), "outcomes": ()}
)
SECRET = "Words that nobody has given away."


def _parsed(case: Case, file: str, licence: str | None, archive: Archive, folder: Path) -> ParsedDocument:
    path = folder / file
    path.write_text(f"{SECRET} {file}")
    digest = archive.files.put(path)
    id = document_id(case.id, digest)
    document = StoredDocument(
        id, case.id, file, f"Title of {file}", "en", "text/plain", "txt", digest, path.stat().st_size, None, licence
    )
    passage = Passage(id, 0, SECRET, (Span(0, len(SECRET)),), "en", "results", ("Report",), None, None)
    return ParsedDocument(document, (passage,))


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("rights")

    def publish(archive: Archive) -> None:
        documents = [_parsed(SHARED, file, licence, archive, folder) for file, licence in LICENCES.items()]
        archive.catalogue.publish(SHARED, documents, SHARED.id, "1")
        closed = [_parsed(CLOSED, "closed-too.txt", CLOSED.licence, archive, folder)]
        archive.catalogue.publish(CLOSED, closed, CLOSED.id, "1")
        lost = document_id("stockholm-charge", archive.catalogue.case("stockholm-charge").documents[0].sha256)
        archive.files.remove(archive.catalogue.document(lost).sha256)

    with client_of(folder / "data", publish) as opened:
        yield opened


def documents(client: TestClient, case: str = SHARED.id) -> dict[str, dict[str, Any]]:
    return {each["file"]: each for each in client.get(f"/v1/cases/{case}/documents").json()}


@pytest.mark.parametrize("licence", ["CC-BY-4.0", "cc-by-nd-4.0", "CC0-1.0", "OGL-UK-3.0", "CC-BY-NC-SA-4.0"])
def test_open_licences_permit_passing_on(licence: str) -> None:
    assert withheld(licence) is None


@pytest.mark.parametrize("licence", [None, "LicenseRef-proprietary", "LicenseRef-scancode-unknown", "Made-up-1.0", ""])
def test_everything_else_is_withheld_with_a_reason(licence: str | None) -> None:
    reason = withheld(licence)
    assert reason is not None
    assert reason.endswith(".")
    assert (licence or "icence") in reason


def test_every_licence_says_what_it_permits_and_where_it_can_be_read() -> None:
    for licence in vocabulary("licences"):
        assert isinstance(licence.notes["redistribute"], bool)
        assert isinstance(licence.notes["adapt"], bool)
        assert set(licence.notes["conditions"]) <= {"attribution", "share-alike", "non-commercial"}
        assert licence.notes["address"].startswith("https://")


def test_holder_of_the_record_is_not_taken_for_that_of_a_file_under_another_licence(client: TestClient) -> None:
    (line,) = client.get(f"/v1/export.jsonl?case={SHARED.id}").text.splitlines()
    told = {each["file"]: each["rights"] for each in json.loads(line)["documents"]}
    assert told["open.txt"] == {"licence": "CC-BY-4.0", "holder": "The city", "withheld": None}
    assert told["closed.txt"]["holder"] is None
    assert "LicenseRef-all-rights-reserved" in told["closed.txt"]["withheld"]
    assert "No licence" in told["unknown.txt"]["withheld"]


def test_file_is_refused_with_the_address_of_its_source(client: TestClient) -> None:
    answer = client.get(f"/v1/documents/{documents(client)['closed.txt']['id']}/file")
    assert answer.status_code == 403
    problem = answer.json()
    assert problem["type"] == "/problems/not-licensed"
    assert "LicenseRef-all-rights-reserved" in problem["detail"]
    assert "https://example.org/trial" in problem["detail"]
    assert answer.links["via"]["url"] == "https://example.org/trial"
    assert SECRET not in answer.text


def test_refusal_says_so_where_no_source_is_known(client: TestClient) -> None:
    (document,) = documents(client, CLOSED.id).values()
    answer = client.get(f"/v1/documents/{document['id']}/file")
    assert answer.status_code == 403
    assert "link" not in answer.headers
    assert "no address" in answer.json()["detail"]


def test_open_file_is_given_and_documents_say_which_are(client: TestClient) -> None:
    found = documents(client)
    assert client.get(f"/v1/documents/{found['open.txt']['id']}/file").text == f"{SECRET} open.txt"
    assert {file: each["withheld"] is None for file, each in found.items()} == {
        "open.txt": True,
        "closed.txt": False,
        "unknown.txt": False,
    }


def test_meaning_of_the_refusal_can_be_read(client: TestClient) -> None:
    assert "451" in client.get("/problems/not-licensed").json()["meaning"]


def test_passages_that_are_withheld_are_rows_without_text(client: TestClient) -> None:
    content = client.get(f"/v1/export.passages.parquet?case={SHARED.id}&embeddings=true").content
    rows = {row["document_title"]: row for row in pq.read_table(io.BytesIO(content)).to_pylist()}
    assert len(rows) == 3
    assert rows["Title of open.txt"]["text"] == SECRET
    assert rows["Title of open.txt"]["embedding"] == [0, 1]
    for file in ("closed.txt", "unknown.txt"):
        row = rows[f"Title of {file}"]
        assert (row["text"], row["heading_path"], row["embedding"]) == (None, None, None)
        assert row["rights"]["withheld"]


def test_record_that_is_withheld_is_null_and_its_line_stays(client: TestClient) -> None:
    (line,) = client.get(f"/v1/export.jsonl?case={CLOSED.id}").text.splitlines()
    told = json.loads(line)
    assert told["record"] is None
    assert "LicenseRef-x" in told["rights"]["withheld"]
    assert told["card"]["title"]
    (row,) = pd.read_csv(io.BytesIO(client.get(f"/v1/export.csv?case={CLOSED.id}").content)).to_dict("records")
    assert "LicenseRef-x" in str(row["withheld"])


def test_files_that_are_withheld_are_in_the_manifest_and_not_in_the_zip(client: TestClient) -> None:
    answer = client.get(f"/v1/export.files.zip?case={SHARED.id}&case={CLOSED.id}&case=stockholm-charge")
    packed = zipfile.ZipFile(io.BytesIO(answer.content))
    manifest = pd.read_csv(io.BytesIO(packed.read("MANIFEST.csv")), keep_default_na=False)
    assert int(answer.headers["x-total-count"]) == len(manifest) == 8
    given = manifest[manifest["withheld"] == ""]
    assert list(given["file"]) == packed.namelist()[2:]
    assert len(given) == 4
    reasons = manifest[manifest["withheld"] != ""].set_index("title")["withheld"]
    assert "LicenseRef-all-rights-reserved" in reasons["Title of closed.txt"]
    assert "lost the file" in reasons["report.pdf"]
    assert "1 left out: No licence is stated" in packed.read("README.txt").decode()
    assert SECRET.encode() * 2 not in answer.content
    assert answer.content.count(SECRET.encode()) == 1
