"""Which addresses may be fetched, and connections that go nowhere else.

An address may come from anyone: from a feed, a redirect, an upload. Fetched blindly, it could make Casebook read what only
this machine or its network may see. So the name is resolved once, every address that it has is checked, and the connection
is made to the checked address: a name that means another machine a moment later changes nothing.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterable, Iterator

import httpcore
import httpx

from corpus.errors import BadInput, Unavailable

LONGEST_ADDRESS = 4000
PORTS = {"http": 80, "https": 443}

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_COMPATIBLE = ipaddress.IPv6Network("::/96")


def check_address(text: str) -> httpx.URL:
    """The address as a URL without its fragment; BadInput unless it is http or https, names a host and holds no password."""
    if len(text) > LONGEST_ADDRESS:
        raise BadInput(f"the address {text[:60]}… has {len(text):,} characters; the limit is {LONGEST_ADDRESS:,}")
    try:
        url = httpx.URL(text.strip()).copy_with(fragment=None)
    except (httpx.InvalidURL, ValueError, UnicodeError) as error:
        raise BadInput(f"'{text[:200]}' is not an address: {error}") from None
    if url.scheme not in PORTS:
        raise BadInput(f"'{text[:200]}' does not start with http:// or https://; nothing else is fetched")
    if url.userinfo:
        raise BadInput(
            f"the address at {url.host} holds a user name or password, which would be stored and shown; "
            "remove it, and download the file yourself if it needs one"
        )
    if not url.host:
        raise BadInput(f"the address '{text[:200]}' names no host")
    return url


def site_of(url: httpx.URL) -> str:
    """Host and port in lower case, which requests are spaced and robots.txt is kept by."""
    return f"{url.host.lower()}:{url.port or PORTS[url.scheme]}"


def is_public(address: Address) -> bool:
    """Whether it is on the public internet, in every form that an address can be written or wrapped in."""
    return all(map(_is_outside, _unwrapped(address)))


def _is_outside(address: Address) -> bool:
    is_old_private = isinstance(address, ipaddress.IPv6Address) and address.is_site_local
    return address.is_global and not (address.is_multicast or address.is_reserved or is_old_private)


def _unwrapped(address: Address) -> Iterator[Address]:
    """The address that a connection reaches, and the IPv4 addresses that an IPv6 one carries inside."""
    if isinstance(address, ipaddress.IPv4Address):
        yield address
    elif address.ipv4_mapped:
        yield address.ipv4_mapped
    elif address in _NAT64 or (address in _COMPATIBLE and int(address) > 1):
        yield ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    elif address.sixtofour or address.teredo:
        # Tunnels, switched off almost everywhere; what they reach cannot be told from the address.
        yield ipaddress.IPv4Address(0)
    else:
        yield address


def resolve(host: str, port: int, *, allow_private: bool) -> list[str]:
    """Every address of a host, checked; BadInput if one is inside this machine or its network, Unavailable if there is none.

    The operating system reads `host` here, so that 2130706433 and 0177.0.0.1 are seen for the 127.0.0.1 that they are.
    """
    try:
        found = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Unavailable(f"the host {host} cannot be found; check the address and the network") from None
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    inside = [text for text in addresses if not is_public(ipaddress.ip_address(text.partition("%")[0]))]
    if inside and not allow_private:
        raise BadInput(_inside(host, inside[0]))
    return addresses


def _inside(host: str, address: str) -> str:
    named = host if host.strip("[]") == address else f"{host} ({address})"
    return (
        f"{named} is inside this machine or its network, and is not fetched: an address from outside could otherwise read "
        "what only this machine may see. If you trust it, set CASEBOOK_ALLOW_PRIVATE_ADDRESSES=true"
    )


class CheckedBackend(httpcore.NetworkBackend):
    """Connects to addresses that were checked; the name stays in the Host header and in the certificate's check."""

    def __init__(self, *, allow_private: bool) -> None:
        self._allow_private = allow_private
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first checked address that answers; errors as `resolve`, or httpcore's own."""
        *others, last = resolve(host, port, allow_private=self._allow_private)
        for address in others:
            try:
                return self._plain.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return self._plain.connect_tcp(last, port, timeout, local_address, socket_options)


class CheckedTransport(httpx.BaseTransport):
    """httpx over `CheckedBackend`: httpx itself has no public way to set the backend. Raises httpcore's errors."""

    def __init__(self, *, allow_private: bool) -> None:
        backend = CheckedBackend(allow_private=allow_private)
        self._pool = httpcore.ConnectionPool(ssl_context=httpx.create_ssl_context(), network_backend=backend)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request; the body comes as it is read."""
        assert isinstance(request.stream, httpx.SyncByteStream)
        url = request.url
        target = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
        answer = self._pool.handle_request(
            httpcore.Request(
                request.method,
                target,
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        return httpx.Response(answer.status, headers=answer.headers, stream=_Body(answer), extensions=answer.extensions)

    def close(self) -> None:
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        yield from self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()
