"""The fixture `owner`: a client that may hand work to a real API on an archive of its own, which starts empty."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from conftest import free_port, make_settings, serve_app

from corpus.settings import Settings
from index.owner import current_owner


@pytest.fixture(scope="session")
def jobs_settings(tmp_path_factory: pytest.TempPathFactory, unpacked: Path) -> Settings:
    assert unpacked.is_dir()
    folder = tmp_path_factory.mktemp("jobs")
    return make_settings(folder / "data", api_port=free_port(), max_file_mb=8, api_token="a token of the settings")


@pytest.fixture(scope="session")
def jobs_url(jobs_settings: Settings) -> Iterator[str]:
    from api.app import create_app

    with serve_app(create_app(jobs_settings), jobs_settings.api_port):
        yield jobs_settings.api


@pytest.fixture
def owner(jobs_settings: Settings, jobs_url: str) -> Iterator[httpx.Client]:
    held = current_owner(jobs_settings.data_dir)
    assert held is not None
    with httpx.Client(base_url=jobs_url, headers={"Authorization": f"Bearer {held.token}"}, timeout=60) as client:
        yield client
