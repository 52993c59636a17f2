"""The fixture `client`: the whole application on an archive that tests only read. Point it at another archive here, and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fake_archive import open_fake_archive, settings_in
from fastapi.testclient import TestClient

from api.app import create_app


@pytest.fixture(scope="session")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    settings = settings_in(tmp_path_factory.mktemp("archive"))
    with TestClient(create_app(settings, open_fake_archive)) as opened:
        yield opened
