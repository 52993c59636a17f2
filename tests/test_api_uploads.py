"""Uploads: the limit on size while they stream, a disk that is full, files of no use, and nothing left behind."""

from __future__ import annotations

import contextlib
import resource
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from corpus.settings import Settings
from ingest.jobs.work import uploads_dir

MB = 2**20

pytest_plugins = ("jobs_api",)


def kept(settings: Settings) -> list[Path]:
    return [path for path in uploads_dir(settings).rglob("*") if path.is_file()]


def endless() -> Iterator[bytes]:
    for _ in range(100):
        yield b"%PDF-1.7\n" + b"x" * MB


def test_an_upload_above_the_limit_is_cut_off_while_it_streams(owner: httpx.Client, jobs_settings: Settings) -> None:
    before = kept(jobs_settings)
    said = b"%PDF-1.7\n" + b"x" * (jobs_settings.max_file_mb * MB)
    for content in (endless(), said):
        # Its length unsaid, then said; the answer may come, or the connection end, before all is sent.
        with contextlib.suppress(httpx.TransportError):
            answer = owner.post("/v1/uploads", params={"name": "large.pdf"}, content=content)
            assert answer.status_code == 413
            assert "CASEBOOK_MAX_FILE_MB" in answer.json()["detail"]
    assert kept(jobs_settings) == before


def test_a_full_disk_is_said_and_leaves_nothing(owner: httpx.Client, jobs_settings: Settings) -> None:
    before = kept(jobs_settings)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    # The API runs in this process: no file may grow beyond this, as on a disk with so much room.
    resource.setrlimit(resource.RLIMIT_FSIZE, (4 * MB, limits[1]))
    try:
        answer = owner.post("/v1/uploads", params={"name": "a.pdf"}, content=b"%PDF-1.7\n" + b"x" * (6 * MB))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert (answer.status_code, answer.json()["type"]) == (507, "/problems/disk-full")
    assert kept(jobs_settings) == before


@pytest.mark.parametrize(
    ("name", "content"), [("empty.pdf", b""), ("program.pdf", b"\x7fELF\x02\x01\x01" + b"\0" * 200), ("...", b"# A")]
)
def test_a_file_of_no_use_is_refused_with_a_reason(
    owner: httpx.Client, jobs_settings: Settings, name: str, content: bytes
) -> None:
    before = kept(jobs_settings)
    answer = owner.post("/v1/uploads", params={"name": name}, content=content)
    assert answer.status_code == 422
    assert len(answer.json()["detail"]) > 20
    assert kept(jobs_settings) == before


def test_a_name_cannot_lead_out_of_the_folder(owner: httpx.Client, jobs_settings: Settings) -> None:
    answer = owner.post(
        "/v1/uploads", params={"name": "../../../etc/passwd.md"}, content=b"# A heading\n\nSome words.\n"
    )
    assert answer.status_code == 201
    (path,) = [path for path in kept(jobs_settings) if path.parent.name == answer.json()["id"]]
    assert path.parent.parent == uploads_dir(jobs_settings)


def test_the_token_of_the_settings_opens_jobs_and_uploads_but_no_files_of_the_machine(
    jobs_url: str, jobs_settings: Settings, tmp_path: Path
) -> None:
    assert jobs_settings.api_token is not None
    token = jobs_settings.api_token.get_secret_value()
    (tmp_path / "note.md").write_text("# A note\n\nSome words.\n", "utf-8")
    with httpx.Client(base_url=jobs_url, headers={"Authorization": f"Bearer {token}"}, timeout=60) as editor:
        sent = editor.post("/v1/uploads", params={"name": "a.md"}, content=b"# A heading\n\nSome words.\n")
        assert sent.status_code == 201
        assert editor.get("/v1/jobs").status_code == 200
        refused = editor.post("/v1/jobs", json={"paths": [str(tmp_path / "note.md")]})
    assert refused.status_code == 422
    assert "upload the files" in refused.json()["detail"]
    for wrong in ({}, {"Authorization": "Bearer"}, {"Authorization": f"Bearer {token}x"}):
        assert httpx.get(f"{jobs_url}/v1/jobs", headers=wrong).status_code == 404
