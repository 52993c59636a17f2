"""Files of a programme over HTTP: listed for whoever may have them, named, opened by the right key, refused in a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fake_archive import open_fake_archive, settings_in
from fastapi.testclient import TestClient

from api.app import create_app
from api.classroom.formats import FORMATS
from corpus.programme.stored import CreatedProgramme
from index.programmes import Permission
from tests.printed_files import catalogue_of, text_of_pdf, unzipped
from tests.programmes import roster, small_programme

PUBLIC = [each.name for each in FORMATS if each.least is Permission.public]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    app = create_app(settings_in(tmp_path_factory.mktemp("archive")), open_fake_archive)
    with TestClient(app) as opened:
        yield opened


@pytest.fixture(scope="module")
def made(client: TestClient) -> CreatedProgramme:
    """A public programme whose participants were all there."""
    whole = small_programme().model_dump(mode="json")
    created = CreatedProgramme.model_validate(client.post("/v1/programmes", json={"programme": whole}).json())
    owner = {"Authorization": f"Bearer {created.edit_key}"}
    client.put(f"/v1/programmes/{created.id}/sharing", json={"visibility": "public"}, headers=owner)
    people = [{**each, "attendance": 1} for each in roster().model_dump(mode="json")["participants"]]
    answer = client.put(f"/v1/programmes/{created.id}/participants", json={"participants": people}, headers=owner)
    assert answer.status_code == 200
    return created


def get(client: TestClient, made: CreatedProgramme, name: str = "", key: str = "", **asked: Any) -> Any:
    path = f"/v1/programmes/{made.id}/files" + (f"/{name}" if name else "")
    return client.get(path, params=asked, headers={"Authorization": f"Bearer {key}"} if key else {})


def test_everybody_is_listed_what_they_may_have(client: TestClient, made: CreatedProgramme) -> None:
    assert [each["name"] for each in get(client, made).json()] == PUBLIC
    listed = get(client, made, key=made.edit_key, lang="ko").json()
    assert [each["name"] for each in listed] == [each.name for each in FORMATS]
    assert listed[0]["label"] == "프로그램 (Word)"
    for each in listed:
        answer = client.get(each["address"], params={"lang": "ko", "key": made.edit_key})
        assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (200, each["media_type"])


@pytest.mark.parametrize("name", PUBLIC)
def test_a_file_tells_its_name_version_and_the_state_of_the_archive(
    client: TestClient, made: CreatedProgramme, name: str
) -> None:
    answer = get(client, made, name, lang="fr", version=1)
    assert f'filename="{made.id}-v1-fr-{name}"' in answer.headers["content-disposition"]
    assert answer.headers["x-casebook-snapshot"].isdigit()
    assert answer.headers["cache-control"] == "private, no-store"
    assert get(client, made, name, lang="fr", version=1).content == answer.content


@pytest.mark.parametrize("name", ["programme.docx", "programme.pdf", "slides.pptx"])
def test_the_facilitators_edition_takes_a_key(client: TestClient, made: CreatedProgramme, name: str) -> None:
    refused = get(client, made, name, edition="facilitator")
    assert (refused.status_code, refused.json()["detail"]) == (
        404, "There is no facilitator's edition without a key of the programme.",
    )  # fmt: skip
    ours = get(client, made, name, made.read_key, edition="facilitator").content
    theirs = get(client, made, name).content
    read = (lambda content: text_of_pdf(content).encode()) if name.endswith("pdf") else unzipped
    assert b"Ask who pays today" in read(ours)
    assert b"Ask who pays today" not in read(theirs)


def test_certificates_take_the_key_for_changing(client: TestClient, made: CreatedProgramme) -> None:
    for key in ("", made.read_key):
        assert get(client, made, "certificates.pdf", key).status_code == 404
    content = get(client, made, "certificates.pdf", made.edit_key).content
    assert catalogue_of(content)["pages"] == 2
    assert "Zubaida Quillfeather" in text_of_pdf(content)


@pytest.mark.parametrize(
    ("name", "asked", "status", "said"),
    [
        ("programme.pdf", {"lang": "de"}, 422, "Files of this programme come in en, ko, es, fr, ar."),
        ("programme.pdf", {"lang": "../etc"}, 422, "'lang'"),
        ("programme.pdf", {"edition": "secret"}, 422, "'edition'"),
        ("day.pdf", {"day": 3}, 404, "The programme has no day 3; it has 2."),
        ("day.pdf", {"day": 0}, 422, "'day'"),
        ("slides.pptx", {"session": "s99"}, 404, "The programme has no session 's99'."),
        ("slides.pptx", {"edtion": "facilitator"}, 422, "no parameter 'edtion'"),
        ("programme.docx", {"version": 9}, 404, "no version 9"),
    ],
)
def test_what_cannot_be_made_is_refused_in_a_sentence(
    client: TestClient, made: CreatedProgramme, name: str, asked: dict[str, Any], status: int, said: str
) -> None:
    answer = get(client, made, name, **asked)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert said in answer.json()["detail"]
