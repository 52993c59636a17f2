"""A web server on loopback, in a thread, that answers as a test says, and remembers what it was asked."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from corpus.settings import Settings
from ingest.sources.fetch import Manners
from ingest.sources.gather import Gathered, gather

FAST = Manners(delay=0, backoff=0.01, silence=5)
"""Manners towards a server that is ours."""


@dataclass(frozen=True)
class Asked:
    """A request, headers in lower case."""

    path: str
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Page:
    """An answer. `pieces` are sent without a length, one after the other; `cut` closes the connection after so many bytes."""

    body: bytes = b""
    media_type: str = "text/plain"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: int | None = None
    pieces: Callable[[], Iterator[bytes]] | None = None


Answer = Page | Callable[[Asked], Page]


@dataclass
class Site:
    """What a server has, by path with query; what is not there is 404."""

    url: str
    pages: dict[str, Answer] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)

    def paths(self) -> list[str]:
        """Paths in the order that they were asked for, robots.txt aside."""
        return [request.path for request in self.asked if request.path != "/robots.txt"]


def versioned(body: bytes, etag: str, media_type: str = "text/markdown") -> Callable[[Asked], Page]:
    """A page that answers 304 to whoever has this version."""

    def answer(asked: Asked) -> Page:
        if asked.headers.get("if-none-match") == etag:
            return Page(status=304, headers={"ETag": etag})
        return Page(body, media_type, headers={"ETag": etag})

    return answer


@contextmanager
def serving() -> Iterator[Site]:
    """A site on a free port of 127.0.0.1 until the end of the block."""
    site = Site("")

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = Asked(self.path, {name.lower(): value for name, value in self.headers.items()})
            site.asked.append(asked)
            found = site.pages.get(self.path, Page(b"not here", status=404))
            page = found if isinstance(found, Page) else found(asked)
            self.send(page)

        def send(self, page: Page) -> None:
            self.send_response_only(page.status)
            has_length = page.pieces is None and page.status != 304
            headers = {
                "Content-Type": page.media_type,
                **({"Content-Length": str(len(page.body))} if has_length else {}),
            }
            for name, value in (headers | dict(page.headers)).items():
                self.send_header(name, value)
            self.end_headers()
            try:
                for piece in page.pieces() if page.pieces else [page.body[: page.cut]]:
                    self.wfile.write(piece)
                self.wfile.flush()
                if page.cut is not None:
                    self.connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass  # the client has heard enough

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    site.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)


def make_settings(folder: Path, **given: object) -> Settings:
    """Settings of an archive of its own that may fetch from loopback."""
    given = {"allow_private_addresses": True} | given
    return Settings(data_dir=folder / "data", _env_file=None, **given)  # type: ignore[arg-type,call-arg]


def take(settings: Settings, *sources: str) -> Gathered:
    """Gather without waiting between requests."""
    return gather(sources, settings, manners=FAST)


def contents(gathered: Gathered) -> list[bytes]:
    """What the gathered files hold, in order."""
    return [path.read_bytes() for path in gathered.paths]
