"""The fixture `served`: the whole application on the archive of the tests, behind a real server on loopback.

What only a server shows (lengths, bodies that must not follow, compression, streams that are cut) is tested on it.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from conftest import free_port, serve_app
from fake_archive import TOKEN, open_fake_archive, settings_in
from programme_shelf import public_programme
from pydantic import SecretStr

from api.app import create_app


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Its address."""
    port = free_port()
    settings = settings_in(tmp_path_factory.mktemp("served")).model_copy(update={"api_token": SecretStr(TOKEN)})
    with serve_app(create_app(settings, open_fake_archive), port):
        public_programme(settings)
        yield f"http://127.0.0.1:{port}"
