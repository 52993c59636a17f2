"""Starting Casebook: one line for what a person can mend, no traceback; and an end that leaves nothing running."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from conftest import ROOT, environment, free_port, make_settings, run_casebook, wait_for

from corpus.settings import Settings


@pytest.mark.long
def test_a_taken_port_is_named_with_the_setting_that_changes_it(settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        for command, field in (("up", "ui_port"), ("serve", "api_port")):
            done = run_casebook(settings.model_copy(update={"api_port": free_port(), field: port}), command)
            assert done.returncode == 1
            assert done.stderr.startswith(f"casebook: port {port} on 127.0.0.1 cannot be used")
            assert f"CASEBOOK_{field.upper()}" in done.stderr
            assert "Traceback" not in done.stderr


@pytest.mark.long
def test_a_second_owner_is_refused_in_one_line(sample_settings: Settings, api_url: str) -> None:
    assert api_url
    done = run_casebook(sample_settings.model_copy(update={"api_port": free_port()}), "serve")
    assert done.returncode == 1
    assert "is held by `casebook serve`" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_wrong_setting_is_named(settings: Settings) -> None:
    environ = {**environment(settings), "CASEBOOK_API_PORT": "70000"}
    command = [sys.executable, "-c", "from corpus.cli import main; main()", "serve"]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("casebook: the setting CASEBOOK_API_PORT cannot be used")


def test_an_encoder_that_is_not_there_is_explained(tmp_path: Path) -> None:
    settings = make_settings(tmp_path / "data")
    (tmp_path / "data" / "models").unlink()
    done = run_casebook(settings, "serve")
    assert done.returncode == 1
    assert "casebook setup" in done.stderr
    assert "Traceback" not in done.stderr


def iter_until(lines: Iterable[str], last: str) -> Iterator[str]:
    for line in lines:
        yield line
        if last in line:
            return


@contextmanager
def running_up(settings: Settings) -> Iterator[subprocess.Popen[str]]:
    """`casebook up` while it runs; a failed test leaves no process behind."""
    command = [sys.executable, "-c", "from corpus.cli import main; main()", "up"]
    with subprocess.Popen(
        command, env=environment(settings), stdout=subprocess.PIPE, text=True, cwd=ROOT, start_new_session=True
    ) as process:
        try:
            yield process
        finally:
            if process.poll() is None:
                process.terminate()


def test_up_starts_both_servers_and_ends_them_when_told(sample_settings: Settings, tmp_path: Path) -> None:
    data = tmp_path / "data"
    subprocess.run(["cp", "-a", str(sample_settings.data_dir), str(data)], check=True)
    ports = {"api_port": free_port(), "ui_port": free_port()}
    settings = make_settings(data, cases_dir=sample_settings.cases_dir, **ports)
    ui = f"http://127.0.0.1:{settings.ui_port}"
    with running_up(settings) as process:
        wait_for(f"{ui}/_stcore/health", lambda: process.poll() is None)
        wait_for(f"{settings.api}/v1/ready", lambda: process.poll() is None)
        assert httpx.get(ui).status_code == 200
        assert process.stdout is not None
        said = "".join(iter_until(process.stdout, "Stop with Ctrl-C"))
        process.send_signal(signal.SIGTERM)
        said += process.communicate(timeout=60)[0]
        assert process.returncode == 0
    assert said.endswith("Casebook has stopped.\n")
    assert ui in said
    assert settings.api in said
    assert "added" not in said, "nothing was ingested again"
    for port in (settings.api_port, settings.ui_port):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", port))
