"""What many tests share: the real encoder, the archive of the shipped cases, and servers on loopback, each made once a run."""

from __future__ import annotations

import contextlib
import gc
import io
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from unittest.mock import patch

import httpx
import pytest
import uvicorn
import yaml
from fastapi import FastAPI

from corpus.cli import QUIET, main
from corpus.commands import CASES
from corpus.settings import Settings
from index.archive import Archive, open_archive
from index.encoder import Encoder, open_encoder
from index.unpack import unpack_encoder

os.environ.update(QUIET)
ROOT = Path(__file__).parent.parent
MODELS = ROOT / "data" / "models"
"""Where `make run` unpacks the encoder too; it takes a minute, so tests and use share it."""
START_SECONDS = 240


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def make_settings(data_dir: Path, **given: object) -> Settings:
    """Settings of an archive of its own that shares the unpacked encoder and nothing else."""
    data_dir.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError):
        (data_dir / "models").symlink_to(MODELS)
    return Settings(data_dir=data_dir, _env_file=None, **given)  # type: ignore[arg-type,call-arg]


SAMPLE = (
    "ahmedabad-heat-action-plan", "almaty-brt", "bogota-transmilenio", "buenos-aires-metrobus", "cape-town-day-zero",
    "curitiba-brt", "dakar-brt", "freiburg-vauban", "london-congestion-charge", "medellin-metrocable",
    "mexico-city-hoy-no-circula", "paris-cours-oasis", "pontevedra-peatonal", "porto-alegre-participatory-budget",
    "santiago-transantiago", "sao-paulo-cidade-limpa", "seoul-120-dasan", "seoul-bus-reform", "seoul-food-waste",
    "stockholm-congestion-charge", "tallinn-free-public-transport", "toronto-sidewalk-labs-quayside", "uijeongbu-lrt",
)  # fmt: skip
"""Cases of every format, region and most languages: to ingest all takes minutes, which only the long tests do."""


LONG_PAGES = 30
"""Pages from which a report counts as long; its passages are as many as those of ten other cases."""


def copy_case(name: str, folder: Path) -> None:
    """Copy a shipped case into a folder, without its long report."""
    shutil.copytree(CASES / name, folder / name)
    path = folder / name / "case.yaml"
    record = yaml.safe_load(path.read_text("utf-8"))
    record["documents"] = [document for document in record["documents"] if (document.get("pages") or 0) < LONG_PAGES]
    path.write_text(yaml.safe_dump(record, allow_unicode=True, sort_keys=False), "utf-8")


@pytest.fixture(scope="module", autouse=True)
def thaw() -> Iterator[None]:
    """Opening an archive freezes what is in memory, for the life of a server. Tests open dozens, a gigabyte each, and would keep them all."""
    yield
    if gc.get_freeze_count():
        gc.unfreeze()
        gc.collect()


@pytest.fixture(scope="session")
def unpacked() -> Path:
    return unpack_encoder(MODELS)


@pytest.fixture(scope="session")
def encoder(unpacked: Path) -> Encoder:
    assert unpacked.is_dir()
    return open_encoder(Settings(data_dir=ROOT / "data", _env_file=None))  # type: ignore[call-arg]


@pytest.fixture
def settings(tmp_path: Path, unpacked: Path) -> Settings:
    assert unpacked.is_dir()
    return make_settings(tmp_path / "data")


@pytest.fixture(scope="session")
def sample_settings(tmp_path_factory: pytest.TempPathFactory, unpacked: Path) -> Settings:
    """An archive that holds some of the shipped cases, ingested by the command as a user would."""
    assert unpacked.is_dir()
    folder = tmp_path_factory.mktemp("sample")
    for name in SAMPLE:
        copy_case(name, folder / "cases")
    ports = {"api_port": free_port(), "ui_port": free_port()}
    settings = make_settings(folder / "data", cases_dir=folder / "cases", **ports)
    done = run_casebook(settings, "ingest", str(folder / "cases"))
    assert done.returncode == 0, done.stdout + done.stderr
    return settings


@pytest.fixture(scope="session")
def sample_copy(sample_settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The same archive in another folder, for commands that must own one: the first may be served already."""
    data = tmp_path_factory.mktemp("sample-copy") / "data"
    subprocess.run(["cp", "-a", str(sample_settings.data_dir), str(data)], check=True)
    return make_settings(data, cases_dir=sample_settings.cases_dir)


@pytest.fixture(scope="session")
def whole_archive(tmp_path_factory: pytest.TempPathFactory, unpacked: Path) -> Iterator[Archive]:
    """All shipped cases, ingested by the command: minutes, so for long tests only."""
    assert unpacked.is_dir()
    settings = make_settings(tmp_path_factory.mktemp("whole") / "data")
    done = run_casebook(settings, "ingest", str(CASES), seconds=3000)
    assert done.returncode == 0, done.stdout + done.stderr
    with open_archive(settings, "tests") as archive:
        yield archive


def environment(settings: Settings) -> dict[str, str]:
    """The environment in which a process uses these settings."""
    given = {
        "CASEBOOK_DATA_DIR": str(settings.data_dir),
        "CASEBOOK_API_PORT": str(settings.api_port),
        "CASEBOOK_UI_PORT": str(settings.ui_port),
        "CASEBOOK_CASES_DIR": str(settings.cases_dir or CASES),
    }
    return {**os.environ, **given, "COLUMNS": "160"}


def run_casebook(
    settings: Settings, *arguments: str, seconds: float = 600, **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run the `casebook` command in a process of its own, for at most so long, with these variables set otherwise."""
    command = [sys.executable, "-c", "from corpus.cli import main; main()", *arguments]
    environ = environment(settings) | variables
    return subprocess.run(command, capture_output=True, text=True, env=environ, timeout=seconds, check=False)


def run_here(settings: Settings, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the `casebook` command in this process, which has loaded the encoder's libraries: that takes most of a short run."""
    out, err = io.StringIO(), io.StringIO()
    with (
        patch.dict(os.environ, environment(settings) | variables),
        patch.object(sys, "argv", ["casebook", *arguments]),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        status = _exit_status(main, err)
    return subprocess.CompletedProcess(arguments, status, out.getvalue(), err.getvalue())


def _exit_status(command: Callable[[], None], err: io.StringIO) -> int:
    try:
        command()
    except SystemExit as end:
        if isinstance(end.code, str):
            print(end.code, file=err)
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    return 0


@contextlib.contextmanager
def serve_app(app: FastAPI, port: int) -> Iterator[None]:
    """Serve an application on loopback, by a thread of this process, until the block ends."""
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    wait_for(f"http://127.0.0.1:{port}/v1/health", thread.is_alive)
    yield
    server.should_exit = True
    thread.join(30)


@pytest.fixture(scope="session")
def api_url(sample_settings: Settings) -> Iterator[str]:
    """The real API on the shipped cases, served on loopback by a thread of this process."""
    from api.app import create_app

    with serve_app(create_app(sample_settings), sample_settings.api_port):
        yield sample_settings.api


@pytest.fixture(scope="session")
def ui_url(sample_settings: Settings, api_url: str) -> Iterator[str]:
    """The real front end on that API, a process of its own since Streamlit keeps its configuration in the process."""
    assert api_url
    process = subprocess.Popen([sys.executable, "-m", "ui"], env=environment(sample_settings), cwd=ROOT)
    url = f"http://127.0.0.1:{sample_settings.ui_port}"
    wait_for(f"{url}/_stcore/health", lambda: process.poll() is None)
    yield url
    process.terminate()
    process.wait(30)


def wait_for(url: str, is_alive: object) -> None:
    """Wait until the address answers; fail at once when what should answer has ended."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        assert callable(is_alive)
        assert is_alive(), f"what should answer at {url} has ended"
        with contextlib.suppress(httpx.HTTPError):
            if httpx.get(url, timeout=5).is_success:
                return
        time.sleep(0.2)
    pytest.fail(f"nothing answered at {url}")
