"""Fetching politely: robots.txt first, one request at a time, spaced by host, patient with busy hosts, safe with redirects."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib.metadata import version
from pathlib import Path
from types import TracebackType

import httpcore
import httpx

from corpus.errors import BadInput, Unavailable
from corpus.settings import Settings
from ingest.sources.addresses import CheckedTransport, check_address, site_of
from ingest.sources.download import Limits, save_body
from ingest.sources.robots import LARGEST_ROBOTS, TOKEN, Rules, rules_of

REDIRECTS = frozenset({301, 302, 303, 307, 308})
BUSY = frozenset({429, 500, 502, 503, 504})
"""Answers after which the same request may well succeed."""

_BROKEN = (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError)


@dataclass(frozen=True, slots=True)
class Manners:
    """How patient and how insistent to be; times in seconds."""

    delay: float
    """Between two requests to one host; its robots.txt may ask for more."""
    tries: int = 4
    backoff: float = 2.0
    """Before the second try; doubled before each further one. A host's Retry-After goes before."""
    longest_wait: float = 120.0
    """A host that asks to wait longer is left for the next run."""
    redirects: int = 5
    silence: float = 30.0
    """How long a host may send nothing."""
    download: float = 600.0
    """How long one download may take."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a host answered in the end, and the address that it was found at after redirects."""

    status: int
    url: httpx.URL
    headers: httpx.Headers


class Fetcher(AbstractContextManager["Fetcher"]):
    """A client for one run. Errors are BadInput where the address is at fault, Unavailable where the host or network is."""

    def __init__(
        self, settings: Settings, manners: Manners | None = None, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self.manners = manners or Manners(settings.source_delay)
        self._sleep = sleep
        self._rules: dict[str, Rules] = {}
        self._next_turn: dict[str, float] = {}
        self._silent: set[str] = set()
        self._client = httpx.Client(
            transport=CheckedTransport(allow_private=settings.allow_private_addresses),
            headers={"User-Agent": user_agent(settings), "Accept-Encoding": "gzip"},
            timeout=self.manners.silence,
            # A proxy would resolve names by itself, and the check of addresses would be void.
            trust_env=False,
        )

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def download(self, address: str, file: Path, size: int, headers: Mapping[str, str] | None = None) -> Answer:
        """Write what is at an address to a file of at most `size` bytes, following redirects; 200 and 304 are returned.

        `headers` make the request conditional; after a 304 the file is as it was.
        """
        answer = self._follow(check_address(address), file, size, headers or {}, is_checking=True)
        if answer.status in {httpx.codes.OK, httpx.codes.NOT_MODIFIED}:
            return answer
        phrase = httpx.codes.get_reason_phrase(answer.status) or "no known answer"
        raise BadInput(f"{answer.url.host} answered {answer.status} ({phrase}) for {answer.url}")

    def _follow(
        self, url: httpx.URL, file: Path, size: int, headers: Mapping[str, str], *, is_checking: bool
    ) -> Answer:
        for _ in range(self.manners.redirects + 1):
            if is_checking:
                self._rules_of(url, file).check(url)
            answer = self._insist(url, file, size, headers)
            place = answer.headers.get("location")
            if answer.status not in REDIRECTS or not place:
                return answer
            url = check_address(_joined(url, place))
        raise BadInput(f"the address is redirected more than {self.manners.redirects} times, the last time to {url}")

    def _insist(self, url: httpx.URL, file: Path, size: int, headers: Mapping[str, str]) -> Answer:
        """The first answer that is not "later", after as many tries and waits as is decent."""
        site = site_of(url)
        tries = 1 if site in self._silent else self.manners.tries
        for attempt in range(tries):
            wait = self.manners.backoff * 2**attempt
            self._wait_for_turn(site)
            try:
                answer = self._ask(url, file, size, headers)
                if answer.status not in BUSY:
                    return answer
                trouble = f"answered {answer.status} ({httpx.codes.get_reason_phrase(answer.status)})"
                wait = max(retry_after(answer.headers), wait)
            except _BROKEN as error:
                trouble = f"did not answer in full ({type(error).__name__}: {str(error)[:120]})"
            if wait > self.manners.longest_wait:
                raise Unavailable(
                    f"{url.host} {trouble} and asks to come back in {wait:,.0f} seconds; run this again then"
                )
            if attempt + 1 < tries:
                self._sleep(wait)
        # Its other addresses then get one try each, or a dead host would hold up a long list for hours.
        self._silent.add(site)
        raise Unavailable(f"{url.host} {trouble} for {url}, {tries} times; run this again later")

    def _ask(self, url: httpx.URL, file: Path, size: int, headers: Mapping[str, str]) -> Answer:
        with self._client.stream("GET", url, headers=dict(headers)) as response:
            if response.status_code == httpx.codes.OK:
                save_body(response, file, Limits(size, self.manners.download))
            return Answer(response.status_code, url, response.headers)

    def _wait_for_turn(self, site: str) -> None:
        wait = self._next_turn.get(site, 0.0) - time.monotonic()
        if wait > 0:
            self._sleep(wait)
        rules = self._rules.get(site, Rules())
        self._next_turn[site] = time.monotonic() + max(self.manners.delay, rules.delay)

    def _rules_of(self, url: httpx.URL, file: Path) -> Rules:
        site = site_of(url)
        if site not in self._rules:
            self._rules[site] = self._read_rules(url, file)
        rules = self._rules[site]
        if rules.delay > self.manners.longest_wait:
            raise BadInput(
                f"the robots.txt of {url.host} asks for {rules.delay:,.0f} seconds between requests; it is left alone"
            )
        return rules

    def _read_rules(self, url: httpx.URL, file: Path) -> Rules:
        address = url.copy_with(raw_path=b"/robots.txt")
        try:
            answer = self._follow(address, file, LARGEST_ROBOTS, {}, is_checking=False)
            # Any other answer, 404 mostly, means that there are no rules.
            rules = rules_of(file.read_bytes()) if answer.status == httpx.codes.OK else Rules()
        except Unavailable as error:
            return Rules(refusal=f"its robots.txt could not be read, so nothing is fetched from {url.host}: {error}")
        self._next_turn[site_of(url)] = time.monotonic() + max(
            self.manners.delay, min(rules.delay, self.manners.longest_wait)
        )
        return rules


def user_agent(settings: Settings) -> str:
    """'Casebook/0.1.0', with the contact that the settings give."""
    contact = f" (+{settings.source_contact})" if settings.source_contact else ""
    return f"{TOKEN}/{version('casebook')}{contact}"


def retry_after(headers: httpx.Headers) -> float:
    """Seconds that an answer asks to wait, given as a number or as a date; 0 where it does not say."""
    said = headers.get("retry-after", "").strip()
    if said.isdecimal():
        return float(said[:9])
    try:
        return max(0.0, (parsedate_to_datetime(said) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return 0.0


def _joined(url: httpx.URL, place: str) -> str:
    try:
        return str(url.join(place))
    except (httpx.InvalidURL, ValueError) as error:
        raise BadInput(f"{url} redirects to something that is no address: {error}") from None
