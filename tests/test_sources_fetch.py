"""Fetching is polite and within limits: robots.txt, spacing, retries, redirects, sizes, what is cut off or packed."""

from __future__ import annotations

import gzip
import time
import zlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import repeat
from pathlib import Path

import httpx
import pytest
from source_server import Asked, Page, Site, serving

from corpus.errors import BadInput, Unavailable
from corpus.settings import Settings
from ingest.sources.fetch import Fetcher, Manners, retry_after

FAST = Manners(delay=0, backoff=0.01, silence=2)
MB = 2**20


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as made:
        yield made


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data", allow_private_addresses=True, _env_file=None)  # type: ignore[call-arg]


@pytest.fixture
def fetcher(settings: Settings) -> Iterator[Fetcher]:
    with Fetcher(settings, FAST) as made:
        yield made


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


def busy(times: int, status: int = 503, **headers: str) -> object:
    """Answers so many times that it is busy, then gives the page."""
    left = [status] * times

    def answer(_: Asked) -> Page:
        return Page(status=left.pop(), headers=headers) if left else Page(b"here")

    return answer


def test_it_says_who_it_is_and_whom_to_write_to(site: Site, settings: Settings, out: Path) -> None:
    site.pages["/a"] = Page(b"x")
    told = settings.model_copy(update={"source_contact": "https://example.org/about"})
    with Fetcher(told, FAST) as fetcher:
        fetcher.download(f"{site.url}/a", out, MB)
    assert {request.headers["user-agent"] for request in site.asked} == {"Casebook/0.1.0 (+https://example.org/about)"}


def test_what_robots_txt_forbids_is_not_asked_for(site: Site, fetcher: Fetcher, out: Path) -> None:
    site.pages["/robots.txt"] = Page(b"User-agent: *\nDisallow: /\n\nUser-agent: Casebook\nDisallow: /private/*.pdf$\n")
    site.pages |= {"/open.pdf": Page(b"x"), "/private/a.pdf": Page(b"x"), "/private/a.html": Page(b"x")}
    fetcher.download(f"{site.url}/open.pdf", out, MB)
    fetcher.download(f"{site.url}/private/a.html", out, MB)
    with pytest.raises(BadInput, match=r"robots\.txt of 127\.0\.0\.1 does not let programs fetch /private/a\.pdf"):
        fetcher.download(f"{site.url}/private/a.pdf", out, MB)
    assert site.paths() == ["/open.pdf", "/private/a.html"]
    assert [request.path for request in site.asked].count("/robots.txt") == 1


def test_a_redirect_does_not_lead_around_robots_txt(site: Site, fetcher: Fetcher, out: Path) -> None:
    site.pages["/robots.txt"] = Page(b"User-agent: *\nDisallow: /private\n")
    site.pages |= {"/a": Page(status=302, headers={"Location": "/private"}), "/private": Page(b"x")}
    with pytest.raises(BadInput, match="does not let programs fetch"):
        fetcher.download(f"{site.url}/a", out, MB)


def test_nothing_is_fetched_while_robots_txt_cannot_be_read(site: Site, fetcher: Fetcher, out: Path) -> None:
    site.pages |= {"/robots.txt": Page(status=500), "/a": Page(b"x")}
    for _ in range(2):
        with pytest.raises(Unavailable, match=r"robots\.txt could not be read"):
            fetcher.download(f"{site.url}/a", out, MB)
    assert site.paths() == []


def test_requests_to_a_host_are_spaced_as_it_asks(site: Site, settings: Settings, out: Path) -> None:
    site.pages |= {"/robots.txt": Page(b"User-agent: *\nCrawl-delay: 0.2\n"), "/a": Page(b"x")}
    with Fetcher(settings, replace(FAST, delay=0.1)) as fetcher:
        started = time.monotonic()
        for _ in range(3):
            fetcher.download(f"{site.url}/a", out, MB)
    assert time.monotonic() - started >= 0.6
    site.pages["/robots.txt"] = Page(b"User-agent: *\nCrawl-delay: 86400\n")
    with Fetcher(settings, FAST) as fetcher, pytest.raises(BadInput, match="asks for 86,400 seconds"):
        fetcher.download(f"{site.url}/a", out, MB)


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_host_is_asked_again_when_it_says(site: Site, settings: Settings, out: Path, status: int) -> None:
    site.pages["/a"] = busy(2, status, **{"Retry-After": "7"})  # type: ignore[assignment]
    waits: list[float] = []
    with Fetcher(settings, FAST, waits.append) as fetcher:
        fetcher.download(f"{site.url}/a", out, MB)
    assert out.read_bytes() == b"here"
    assert waits == [7, 7]


def test_without_a_word_from_the_host_the_waits_double(site: Site, settings: Settings, out: Path) -> None:
    site.pages["/a"] = busy(9)  # type: ignore[assignment]
    waits: list[float] = []
    with (
        Fetcher(settings, replace(FAST, backoff=1.0), waits.append) as fetcher,
        pytest.raises(Unavailable, match="4 times"),
    ):
        fetcher.download(f"{site.url}/a", out, MB)
    assert waits == [1, 2, 4]


def test_a_host_that_asks_for_an_hour_is_left_for_the_next_run(site: Site, fetcher: Fetcher, out: Path) -> None:
    site.pages["/a"] = busy(1, **{"Retry-After": "3600"})  # type: ignore[assignment]
    with pytest.raises(Unavailable, match="asks to come back in 3,600 seconds"):
        fetcher.download(f"{site.url}/a", out, MB)


def test_retry_after_is_read_as_seconds_or_as_a_date() -> None:
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True)
    assert 85 < retry_after(httpx.Headers({"Retry-After": later})) <= 90
    for said, seconds in (
        ("12", 12),
        ("", 0),
        ("soon", 0),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0),
        ("9" * 400, 999_999_999),
    ):
        assert retry_after(httpx.Headers({"Retry-After": said})) == seconds


def test_a_host_that_is_down_gets_one_try_for_each_further_address(site: Site, settings: Settings, out: Path) -> None:
    site.pages |= {"/a": Page(status=503), "/b": Page(status=503)}
    with Fetcher(settings, FAST) as fetcher:
        for path in ("/a", "/b"):
            with pytest.raises(Unavailable):
                fetcher.download(site.url + path, out, MB)
    assert site.paths() == ["/a"] * 4 + ["/b"]


def test_a_server_that_dies_in_the_middle_is_asked_again(site: Site, fetcher: Fetcher, out: Path) -> None:
    pages = [Page(b"whole text", cut=4), Page(b"whole text", cut=0), Page(b"whole text")]
    site.pages["/a"] = lambda _: pages.pop(0)
    fetcher.download(f"{site.url}/a", out, MB)
    assert out.read_bytes() == b"whole text"
    site.pages["/a"] = Page(b"whole text", cut=4)
    with pytest.raises(Unavailable, match="did not answer in full"):
        fetcher.download(f"{site.url}/a", out, MB)


def test_a_server_that_falls_silent_is_given_up(site: Site, settings: Settings, out: Path) -> None:
    def silent() -> Iterator[bytes]:
        yield b"a"
        time.sleep(0.6)

    site.pages["/a"] = Page(pieces=silent, headers={"Content-Length": "10"})
    with (
        Fetcher(settings, replace(FAST, silence=0.2, tries=1)) as fetcher,
        pytest.raises(Unavailable, match="ReadTimeout"),
    ):
        fetcher.download(f"{site.url}/a", out, MB)


def test_a_body_that_trickles_for_ever_is_cut_off(site: Site, settings: Settings, out: Path) -> None:
    def trickle() -> Iterator[bytes]:
        for piece in repeat(b"a", 200):
            yield piece
            time.sleep(0.02)

    site.pages["/a"] = Page(pieces=trickle)
    with (
        Fetcher(settings, replace(FAST, download=0.3)) as fetcher,
        pytest.raises(Unavailable, match="still being sent"),
    ):
        fetcher.download(f"{site.url}/a", out, MB)


def test_an_endless_body_is_cut_off_at_the_limit(site: Site, fetcher: Fetcher, out: Path) -> None:
    site.pages["/a"] = Page(pieces=lambda: repeat(b"a" * 65536))
    with pytest.raises(BadInput, match="larger than 1 MB"):
        fetcher.download(f"{site.url}/a", out, MB)
    assert out.stat().st_size <= MB
    site.pages["/b"] = Page(b"a" * (2 * MB))
    with pytest.raises(BadInput, match="larger than 1 MB"):
        fetcher.download(f"{site.url}/b", out, MB)


def test_a_gzip_bomb_is_cut_off_at_the_limit(site: Site, fetcher: Fetcher, out: Path) -> None:
    packed = gzip.compress(b"\0" * (64 * MB))
    assert len(packed) < MB
    site.pages["/a"] = Page(packed, headers={"Content-Encoding": "gzip"})
    with pytest.raises(BadInput, match="larger than 1 MB"):
        fetcher.download(f"{site.url}/a", out, MB)
    assert out.stat().st_size <= MB


@pytest.mark.parametrize("encoding", ["gzip, gzip", "br", "gzip, gzip, gzip, gzip", "\xff"])
def test_what_is_packed_twice_or_oddly_is_refused(site: Site, fetcher: Fetcher, out: Path, encoding: str) -> None:
    site.pages["/a"] = Page(gzip.compress(gzip.compress(b"x")), headers={"Content-Encoding": encoding})
    with pytest.raises(BadInput, match="which is not read"):
        fetcher.download(f"{site.url}/a", out, MB)


def test_a_packed_body_is_unpacked_and_a_damaged_one_refused(site: Site, fetcher: Fetcher, out: Path) -> None:
    site.pages["/a"] = Page(gzip.compress(b"text"), headers={"Content-Encoding": "gzip"})
    site.pages["/b"] = Page(b"no gzip at all", headers={"Content-Encoding": "gzip"})
    site.pages["/c"] = Page(zlib.compress(b"text"), headers={"Content-Encoding": "deflate"})
    for path in ("/a", "/c"):
        fetcher.download(site.url + path, out, MB)
        assert out.read_bytes() == b"text"
    with pytest.raises(BadInput, match="sent damaged"):
        fetcher.download(f"{site.url}/b", out, MB)


def test_redirects_are_followed_up_to_a_limit(site: Site, fetcher: Fetcher, out: Path) -> None:
    for number in range(9):
        site.pages[f"/{number}"] = Page(status=302, headers={"Location": f"{number + 1}"})
    site.pages["/9"] = Page(b"end")
    answer = fetcher.download(f"{site.url}/4", out, MB)
    assert (str(answer.url), out.read_bytes()) == (f"{site.url}/9", b"end")
    with pytest.raises(BadInput, match="redirected more than 5 times"):
        fetcher.download(f"{site.url}/3", out, MB)


@pytest.mark.parametrize(
    ("status", "reason"), [(404, "Not Found"), (401, "Unauthorized"), (410, "Gone"), (300, "Multiple Choices")]
)
def test_any_other_answer_is_told_in_words(site: Site, fetcher: Fetcher, out: Path, status: int, reason: str) -> None:
    site.pages["/a"] = Page(b"an error page", status=status)
    with pytest.raises(BadInput, match=rf"answered {status} \({reason}\)"):
        fetcher.download(f"{site.url}/a", out, MB)


def test_a_host_that_does_not_exist_is_named(fetcher: Fetcher, out: Path) -> None:
    with pytest.raises(Unavailable, match=r"the host nowhere\.invalid cannot be found"):
        fetcher.download("https://nowhere.invalid/a.pdf", out, MB)
