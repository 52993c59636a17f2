"""The sitemap and robots.txt, as crawlers read them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fake_archive import DRAFT, HOSTILE, OTHERS, STOCKHOLM, client_of
from fastapi.testclient import TestClient
from protego import Protego

from api import sitemap
from api.addresses import Addresses
from api.archive import Archive
from api.sitemap import part
from corpus.case import Status
from index.catalogue import HarvestLog
from ingest.sources.listings import read_sitemap

pytest_plugins = ("archive_client",)
API = "http://127.0.0.1:8000"
PUBLISHED = sorted(case.id for case in (STOCKHOLM, HOSTILE, *OTHERS))


def test_the_sitemap_lists_every_published_case_with_its_last_change(client: TestClient) -> None:
    answer = client.get("/sitemap.xml")
    assert answer.headers["content-type"] == "application/xml"
    pages = read_sitemap(answer.content).pages
    assert [address for address, _ in pages] == [f"{API}/id/case/{id}" for id in PUBLISHED]
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", changed or "") for _, changed in pages)
    assert DRAFT.id not in answer.text


def test_a_case_that_is_gone_leaves_the_sitemap(tmp_path: Path) -> None:
    def change(archive: Archive) -> None:
        archive.catalogue.remove("seoul-00")
        archive.catalogue.publish(OTHERS[1].model_copy(update={"status": Status.archived}), (), "seoul-01", "2")

    with client_of(tmp_path, change) as client:
        addresses = [address for address, _ in read_sitemap(client.get("/sitemap.xml").content).pages]
    assert len(addresses) == len(PUBLISHED) - 2
    assert not {f"{API}/id/case/seoul-00", f"{API}/id/case/seoul-01"} & set(addresses)


def test_a_large_archive_has_an_index_of_sitemaps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held: list[Archive] = []
    with client_of(tmp_path, held.append) as client:
        log, addresses = HarvestLog(held[0].catalogue.engine), Addresses.of(held[0].settings)
        index = read_sitemap("".join(sitemap.sitemap(log, addresses, most=10)).encode())
        assert index.sitemaps == tuple(f"{API}/sitemap-{number}.xml" for number in (1, 2, 3))
        # Batches smaller than a sitemap, so that one is put together from several.
        monkeypatch.setattr("index.catalogue.harvest.BATCH", 4)
        parts = [read_sitemap("".join(part(log, addresses, n, most=10)).encode()).pages for n in (1, 2, 3, 4)]
        assert [len(each) for each in parts] == [10, 10, 5, 0]
        assert [address for each in parts for address, _ in each] == [f"{API}/id/case/{id}" for id in PUBLISHED]
        assert len(read_sitemap(client.get("/sitemap-1.xml").content).pages) == len(PUBLISHED)
        assert client.get("/sitemap-0.xml").status_code == 422


def test_robots_may_read_but_not_take_exports(client: TestClient) -> None:
    answer = client.get("/robots.txt")
    assert answer.headers["content-type"].startswith("text/plain")
    rules = Protego.parse(answer.text)
    assert list(rules.sitemaps) == [f"{API}/sitemap.xml"]
    for path in ("/v1/cases/x", "/v1/search?q=bus", "/oai?verb=Identify", "/id/case/x", "/v1/documents/x/file"):
        assert rules.can_fetch(f"{API}{path}", "anybody"), path
    for path in ("/v1/export.csv", "/v1/export.passages.parquet?embeddings=true", "/v1/reading-pack"):
        assert not rules.can_fetch(f"{API}{path}", "anybody"), path
