"""Addresses that point inside the machine or its network are refused, however they are written and wherever they come from."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from source_server import Page, Site, serving

from corpus.errors import BadInput, CasebookError
from corpus.settings import Settings
from ingest.sources.addresses import check_address, is_public, resolve
from ingest.sources.fetch import Fetcher, Manners

FAST = Manners(delay=0, backoff=0.01, silence=5)


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as made:
        yield made


def settings_in(folder: Path, **given: object) -> Settings:
    return Settings(data_dir=folder / "data", _env_file=None, **given)  # type: ignore[arg-type,call-arg]


INSIDE = (
    "127.0.0.1", "127.255.0.9", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
    "239.255.255.250", "255.255.255.255", "240.0.0.1", "192.0.2.1", "198.18.0.1", "::", "::1", "fe80::1", "fc00::1", "fd12::1",
    "ff02::1", "fec0::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe",
    "2002:7f00:1::", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:db8::1",
)  # fmt: skip
OUTSIDE = ("93.184.216.34", "8.8.8.8", "2606:2800:220:1:248:1893:25c8:1946", "::ffff:8.8.8.8", "64:ff9b::808:808")


@pytest.mark.parametrize("text", INSIDE)
def test_an_address_inside_is_known_in_every_form(text: str) -> None:
    assert not is_public(ipaddress.ip_address(text))


@pytest.mark.parametrize("text", OUTSIDE)
def test_an_address_outside_is_let_through(text: str) -> None:
    assert is_public(ipaddress.ip_address(text))


@pytest.mark.parametrize(
    "host", ["2130706433", "0177.0.0.1", "0x7f.0.0.1", "0x7f000001", "127.1", "localhost", "[::1]", "0"]
)
def test_a_host_that_means_this_machine_is_refused_however_it_is_spelled(host: str) -> None:
    with pytest.raises(BadInput, match="inside this machine or its network"):
        resolve(host, 80, allow_private=False)


def test_the_refusal_says_why_and_what_to_do(tmp_path: Path, site: Site) -> None:
    site.pages["/note.md"] = Page(b"# Secret\n")
    with Fetcher(settings_in(tmp_path), FAST) as fetcher, pytest.raises(BadInput) as refused:
        fetcher.download(f"{site.url}/note.md", tmp_path / "out", 1000)
    assert "could otherwise read what only this machine may see" in str(refused.value)
    assert "CASEBOOK_ALLOW_PRIVATE_ADDRESSES" in str(refused.value)
    assert site.asked == [], "nothing may be sent to it, not even for robots.txt"


def rebinding(monkeypatch: pytest.MonkeyPatch, answers: list[str]) -> None:
    """A fake name server for host.example: gives these addresses one after the other, then the last for ever."""

    def getaddrinfo(host: str, port: int, *args: object, **given: object) -> list[tuple[object, ...]]:
        if host != "host.example":
            return real(host, port, *args, **given)  # type: ignore[arg-type,return-value]
        address = answers.pop(0) if len(answers) > 1 else answers[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    real = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)


def test_a_redirect_to_this_machine_is_refused(tmp_path: Path, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    # The address of the test server stands for one outside; everything else is judged as it is.
    monkeypatch.setattr(
        "ingest.sources.addresses.is_public", lambda address: address == ipaddress.ip_address("127.0.0.1")
    )
    port = site.url.rpartition(":")[2]
    site.pages["/report.pdf"] = Page(status=302, headers={"Location": f"http://127.0.0.2:{port}/inside"})
    site.pages["/inside"] = Page(b"secret")
    with Fetcher(settings_in(tmp_path), FAST) as fetcher, pytest.raises(BadInput, match=r"127\.0\.0\.2 is inside"):
        fetcher.download(f"{site.url}/report.pdf", tmp_path / "out", 1000)
    assert site.paths() == ["/report.pdf"]


def test_a_name_that_changes_its_address_after_the_check_gains_nothing(
    tmp_path: Path, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "ingest.sources.addresses.is_public", lambda address: address == ipaddress.ip_address("127.0.0.1")
    )
    port = site.url.rpartition(":")[2]
    site.pages["/a"] = Page(b"text", headers={"Connection": "close"})
    # Every connection is checked and then made to the very address that was checked: the third look-up names another machine.
    rebinding(monkeypatch, ["127.0.0.1", "127.0.0.1", "127.0.0.2"])
    with Fetcher(settings_in(tmp_path), FAST) as fetcher:
        fetcher.download(f"http://host.example:{port}/a", tmp_path / "out", 1000)
        with pytest.raises(BadInput, match=r"host\.example \(127\.0\.0\.2\) is inside"):
            fetcher.download(f"http://host.example:{port}/a", tmp_path / "out", 1000)
    assert site.asked[-1].headers["host"] == f"host.example:{port}"


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("ftp://example.org/a.pdf", "does not start with http"),
        ("file:///etc/passwd", "does not start with http"),
        ("gopher://example.org/", "does not start with http"),
        ("http://user:word@example.org/", "holds a user name or password"),
        ("http://user@example.org/", "holds a user name or password"),
        ("http:///a", "names no host"),
        ("http://exa mple.org:notaport/", "is not an address"),
        ("https://example.org/" + "a" * 5000, "the limit is"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused_with_a_reason(address: str, reason: str) -> None:
    with pytest.raises(BadInput, match=reason):
        check_address(address)


@pytest.mark.parametrize("place", ["file:///etc/passwd", "ftp://example.org/x", "http://a:b@example.org/", "http://["])
def test_a_redirect_is_held_to_the_same_rules(tmp_path: Path, site: Site, place: str) -> None:
    site.pages["/a"] = Page(status=301, headers={"Location": place})
    with Fetcher(settings_in(tmp_path, allow_private_addresses=True), FAST) as fetcher, pytest.raises(CasebookError):
        fetcher.download(f"{site.url}/a", tmp_path / "out", 1000)
