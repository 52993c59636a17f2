"""Files sent to the API: written to the data directory while they come in, within the limit on size, and checked before they are kept."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
from pathlib import Path

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from pydantic import Field

from corpus.errors import BadInput, DiskFull, NotFound, TooLarge
from corpus.results import Answer
from corpus.settings import Settings
from index.files import sha256_of
from ingest.drafts import file_name
from ingest.formats import recognise
from ingest.jobs.work import uploads_dir

MB = 2**20
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class UploadAnswer(Answer):
    """A file that was uploaded and waits for a job."""

    id: str = Field(description="name it in `uploads` of a job")
    name: str
    size: int = Field(description="bytes")
    sha256: str
    document_type: str = Field(description="what the file is, by its content")


async def receive(request: Request, name: str, settings: Settings) -> UploadAnswer:
    """Keep the request's body as a file. TooLarge, DiskFull, or BadInput where it is of no format that is read; nothing stays then."""
    safe = file_name(Path(name.replace("/", "_").replace("\0", "_"))).lstrip(".")
    if not safe:
        raise BadInput(f"{name!r} is no name for a file")
    upload_id = secrets.token_hex(16)
    folder = uploads_dir(settings) / upload_id
    try:
        folder.mkdir(parents=True)
        await _write(request, folder / safe, settings)
        return await run_in_threadpool(_checked, upload_id, folder / safe)
    except OSError as failure:
        shutil.rmtree(folder, ignore_errors=True)
        if failure.errno in FULL:
            raise DiskFull(
                "there is no room left for this file on the API's machine; make some, then send it again"
            ) from None
        raise
    except BaseException:
        # Also a client that went away in the middle.
        shutil.rmtree(folder, ignore_errors=True)
        raise


def uploaded_path(settings: Settings, upload_id: str) -> Path:
    """Where an upload lies; NotFound where there is none of this id, or a job has taken it already."""
    folder = uploads_dir(settings) / upload_id
    found = sorted(folder.iterdir()) if upload_id.isalnum() and folder.is_dir() else []
    if not found:
        raise NotFound(f"there is no upload {upload_id!r}; a job that ingested it took it away")
    return found[0]


async def _write(request: Request, path: Path, settings: Settings) -> None:
    most = settings.max_file_mb * MB
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length) > most:
        raise _too_large(settings)
    size = 0
    with path.open("xb") as stream:
        async for piece in request.stream():
            size += len(piece)
            if size > most:
                raise _too_large(settings)
            await run_in_threadpool(stream.write, piece)
        await run_in_threadpool(stream.flush)
        await run_in_threadpool(os.fsync, stream.fileno())


def _too_large(settings: Settings) -> TooLarge:
    return TooLarge(f"the file has more than {settings.max_file_mb:,} MB, which is the limit (CASEBOOK_MAX_FILE_MB)")


def _checked(upload_id: str, path: Path) -> UploadAnswer:
    size = path.stat().st_size
    if not size:
        raise BadInput("the file is empty (0 bytes)")
    kind = recognise(path)
    return UploadAnswer(id=upload_id, name=path.name, size=size, sha256=sha256_of(path), document_type=kind)
