"""Starting Casebook: the API in this process, or API and front end as two processes of one command."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from types import FrameType

import httpx
import uvicorn

from corpus.errors import Unavailable
from corpus.ports import check_port
from corpus.settings import Settings

START_SECONDS = 180
"""How long a server may take to answer first: loading the encoder dominates, on a busy machine by far."""
STOP_SECONDS = 15


def serve_api(settings: Settings) -> None:
    """Run the API until it is stopped. The archive is opened before the server, which would bury the reason of a failure."""
    from api.app import create_app
    from api.archive import open_archive

    check_port(settings.host, settings.api_port, "CASEBOOK_API_PORT")
    with open_archive(settings) as archive:
        app = create_app(settings, lambda _: nullcontext(archive))
        uvicorn.run(app, host=settings.host, port=settings.api_port, log_level="warning", access_log=False)


def serve_both(settings: Settings, say: Callable[[str], None]) -> None:
    """Start API and front end, say where they are, and run until one of them ends or the user stops it."""
    check_ports(settings)
    ui = f"http://{settings.host}:{settings.ui_port}"
    with _stopping_on_signals(), _children({"API": "api", "front end": "ui"}) as running:
        _wait_for("API", f"{settings.api}/v1/ready", running)
        _wait_for("front end", f"{ui}/_stcore/health", running)
        say(f"\n  Casebook is ready:  {ui}\n  API and its docs:   {settings.public_api}/docs\n\n  Stop with Ctrl-C.")
        while all(child.poll() is None for child in running.values()):
            time.sleep(0.5)
        raise Unavailable(f"the {_ended(running)} stopped unexpectedly; its message is above")


def check_ports(settings: Settings) -> None:
    """Unavailable when the port of the API or of the front end is taken."""
    check_port(settings.host, settings.api_port, "CASEBOOK_API_PORT")
    check_port(settings.host, settings.ui_port, "CASEBOOK_UI_PORT")


@contextmanager
def _children(modules: Mapping[str, str]) -> Iterator[dict[str, subprocess.Popen[bytes]]]:
    """Processes by name, each in a group of its own so that Ctrl-C reaches only us; all ended on leaving."""
    running = {
        name: subprocess.Popen([sys.executable, "-m", module], start_new_session=True)
        for name, module in modules.items()
    }
    try:
        yield running
    finally:
        for child in running.values():
            child.terminate()
        for child in running.values():
            _end(child)


def _end(child: subprocess.Popen[bytes]) -> None:
    try:
        child.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


@contextmanager
def _stopping_on_signals() -> Iterator[None]:
    """Let SIGTERM end the command as Ctrl-C does, so that the children are ended too."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _wait_for(name: str, url: str, running: Mapping[str, subprocess.Popen[bytes]]) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        if ended := _ended(running):
            raise Unavailable(f"the {ended} did not start; its message is above")
        try:
            if httpx.get(url, timeout=5).is_success:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.3)
    raise Unavailable(f"the {name} did not answer within {START_SECONDS} seconds at {url}")


def _ended(running: Mapping[str, subprocess.Popen[bytes]]) -> str | None:
    return next((name for name, child in running.items() if child.poll() is not None), None)
