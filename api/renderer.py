"""One child process that draws pages, started when the first page is asked for and again whenever a page has killed it."""

from __future__ import annotations

import multiprocessing
import resource
import threading
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess

from api.page_images import PageJob, draw_page
from corpus.errors import BadInput, CasebookError, Unavailable

SECONDS = 20.0
"""Longest that one page may take, and longest that a request waits for its turn."""

START_SECONDS = 60.0
"""Longest that the child may take to start: it imports PDFium on a machine that may be busy."""

READY = "ready"
"""What the child says first."""

MEMORY = 2 * 1024**3
"""Bytes of address space of the child."""


class PageRenderer:
    """Draws one page at a time; safe to share between threads. A page that crashes or hangs the child costs only itself."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._turn = threading.Lock()
        self._child: SpawnProcess | None = None
        self._line: Connection | None = None

    def draw(self, job: PageJob) -> bytes:
        """PNG bytes. BadInput where the page cannot be drawn, NotFound where there is none, Unavailable when too many wait."""
        if not self._turn.acquire(timeout=self._seconds):
            raise Unavailable("too many pages are being drawn; try again in a moment")
        try:
            answer = self._ask(job)
        finally:
            self._turn.release()
        if isinstance(answer, CasebookError):
            raise answer
        return answer

    def close(self) -> None:
        """End the child; another page would start a new one."""
        with self._turn:
            self._end()

    def _ask(self, job: PageJob) -> bytes | CasebookError:
        line = self._line or self._start()
        try:
            line.send(job)
            if line.poll(self._seconds):
                answer: bytes | CasebookError = line.recv()
                return answer
            failure = f"it took longer than {self._seconds:g} seconds"
        except (EOFError, OSError):
            failure = "it breaks the program that draws pages"
        self._end()
        return BadInput(f"page {job.page} cannot be drawn: {failure}; open the document itself")

    def _start(self) -> Connection:
        context = multiprocessing.get_context("spawn")
        self._line, theirs = context.Pipe()
        self._child = context.Process(target=_draw_until_closed, args=(theirs,), name="casebook-pages", daemon=True)
        self._child.start()
        theirs.close()
        if not self._has_started(self._line):
            self._end()
            raise Unavailable("the program that draws pages does not start; its message is in the log")
        return self._line

    @staticmethod
    def _has_started(line: Connection) -> bool:
        try:
            return line.poll(START_SECONDS) and line.recv() == READY
        except (EOFError, OSError):
            return False

    def _end(self) -> None:
        if self._child is not None:
            self._child.kill()
            self._child.join()
        if self._line is not None:
            self._line.close()
        self._child = self._line = None


def _draw_until_closed(line: Connection) -> None:
    """What the child does: answer each job with a picture or an error, until the parent closes the line or is gone."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    line.send(READY)
    while True:
        try:
            job = line.recv()
        except (EOFError, OSError):
            return
        line.send(_answer(job))


def _answer(job: PageJob) -> bytes | CasebookError:
    try:
        return draw_page(job)
    except CasebookError as error:
        return error
    except (MemoryError, OSError, ValueError, ZeroDivisionError) as failure:
        return BadInput(f"page {job.page} cannot be drawn ({type(failure).__name__}); open the document itself")
