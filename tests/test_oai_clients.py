"""The archive harvested over loopback by three clients that are not ours to bend: sickle, oaipmh-scythe, and our own harvester."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import pytest
import uvicorn
from conftest import free_port, wait_for
from fake_archive import DRAFT, HOSTILE, OTHERS, STOCKHOLM, open_fake_archive
from oai_answers import read
from oaipmh_scythe import Scythe
from oaipmh_scythe.exceptions import NoRecordsMatch as ScytheFoundNothing
from sickle import Sickle
from sickle.oaiexceptions import NoRecordsMatch
from source_server import make_settings as settings_of_reader
from source_server import take

from api.app import create_app
from api.archive import Archive
from api.routes.harvest import page_size
from corpus.settings import Settings
from ingest.sources.store import known_of

PUBLISHED = {f"oai:127.0.0.1:{case.id}" for case in (STOCKHOLM, HOSTILE, *OTHERS)}


@contextmanager
def served(folder: Path) -> Iterator[Archive]:
    """The archive of the tests behind the whole application on a free port, seven records a page."""
    settings = Settings(data_dir=folder, api_port=free_port(), _env_file=None)  # type: ignore[call-arg]
    with open_fake_archive(settings) as archive:
        app = create_app(settings, lambda _: nullcontext(archive))
        app.dependency_overrides[page_size] = lambda: 7
        server = uvicorn.Server(uvicorn.Config(app, port=settings.api_port, log_level="warning"))
        thread = threading.Thread(target=server.run)
        thread.start()
        wait_for(f"{settings.api}/v1/health", thread.is_alive)
        yield archive
        server.should_exit = True
        thread.join(30)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    with served(tmp_path_factory.mktemp("served")) as archive:
        yield archive


@pytest.fixture(scope="module")
def endpoint(archive: Archive) -> str:
    return f"{archive.settings.api}/oai"


def test_sickle_harvests_everything_page_by_page(endpoint: str) -> None:
    sickle = Sickle(endpoint)
    assert sickle.Identify().deletedRecord == "persistent"
    assert [each.metadataPrefix for each in sickle.ListMetadataFormats()] == ["oai_dc", "casebook"]
    records = list(sickle.ListRecords(metadataPrefix="oai_dc"))
    assert len(records) == len(PUBLISHED)
    assert {record.header.identifier for record in records} == PUBLISHED
    assert next(r for r in records if r.header.identifier.endswith("stockholm-charge")).metadata["language"] == [
        "en",
        "ko",
    ]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_sickle_harvests_our_format_by_address_and_by_form(endpoint: str, method: str) -> None:
    records = list(Sickle(endpoint, http_method=method).ListRecords(metadataPrefix="casebook"))
    assert {record.header.identifier for record in records} == PUBLISHED
    for record in records:
        read(record.raw.encode())


def test_scythe_harvests_everything_page_by_page(endpoint: str) -> None:
    with Scythe(endpoint) as scythe:
        assert {record.header.identifier for record in scythe.list_records(metadata_prefix="casebook")} == PUBLISHED
        assert len(list(scythe.list_identifiers(metadata_prefix="oai_dc"))) == len(PUBLISHED)
        assert scythe.identify().granularity == "YYYY-MM-DDThh:mm:ssZ"


def test_sets_narrow_a_harvest(endpoint: str) -> None:
    with Scythe(endpoint) as scythe:
        specs = {each.setSpec for each in scythe.list_sets()}
        assert {"topic", "topic:transport", "region:142", "region:142:030"} <= specs
        asian = {each.identifier for each in scythe.list_identifiers(metadata_prefix="oai_dc", set_="region:142")}
    assert asian == {f"oai:127.0.0.1:{case.id}" for case in OTHERS}
    with pytest.raises(NoRecordsMatch):
        Sickle(endpoint).ListRecords(metadataPrefix="oai_dc", set="region:019")


def test_a_later_harvest_brings_what_changed_and_what_went(tmp_path: Path) -> None:
    with served(tmp_path) as archive:
        endpoint = f"{archive.settings.api}/oai"
        with archive.catalogue.engine.begin() as connection:
            connection.exec_driver_sql("UPDATE harvest SET changed = '2026-01-01 00:00:00.000000'")
        span = {"metadataPrefix": "oai_dc", "from": "2026-01-02"}
        with pytest.raises(NoRecordsMatch):
            Sickle(endpoint).ListRecords(**span)
        archive.catalogue.publish(STOCKHOLM, (), STOCKHOLM.id, "2")
        archive.catalogue.remove("seoul-07")
        archive.catalogue.remove(DRAFT.id)
        by_sickle = {record.header.identifier: record.deleted for record in Sickle(endpoint).ListRecords(**span)}
        assert by_sickle == {"oai:127.0.0.1:stockholm-charge": False, "oai:127.0.0.1:seoul-07": True}
        with Scythe(endpoint) as scythe:
            headers = scythe.list_identifiers(metadata_prefix="oai_dc", from_="2026-01-02", set_="region:142")
            assert [(each.identifier, each.deleted) for each in headers] == [("oai:127.0.0.1:seoul-07", True)]
            before = list(scythe.list_identifiers(metadata_prefix="oai_dc", until="2026-01-01"))
            assert len(before) == len(PUBLISHED) - 2
            with pytest.raises(ScytheFoundNothing):
                list(scythe.list_identifiers(metadata_prefix="oai_dc", from_="2026-01-02", until="2026-01-03"))


def test_our_own_harvester_harvests_us(endpoint: str, tmp_path: Path) -> None:
    settings = settings_of_reader(tmp_path)
    first = take(settings, f"oai:{endpoint}?set=region")
    assert [item.reason for item in first.refused] == []
    assert len(first.paths) == len(PUBLISHED)
    told = {str(known_of(path).title): path for path in first.paths}
    stockholm = told["Congestion charge in Stockholm"].read_text("utf-8")
    assert "Abstract of Congestion charge in Stockholm." in stockholm
    assert "- Rights: https://spdx.org/licenses/CC-BY-4.0" in stockholm
    assert HOSTILE.title["en"] in told
    assert len(take(settings, f"oai:{endpoint}?set=region").paths) == len(PUBLISHED)
