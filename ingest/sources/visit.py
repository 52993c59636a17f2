"""One run over one source: what was asked, what is held already, and where a run that was cut off goes on."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from corpus.errors import BadInput, CasebookError
from corpus.settings import Settings
from index.files import sha256_of
from ingest.sources.addresses import check_address
from ingest.sources.contract import Item, Known
from ingest.sources.fetch import Answer, Fetcher
from ingest.sources.names import media_type_of, name_of, safe_name
from ingest.sources.store import STATE, FetchedStore, Note, now, read_json, write_json

LISTING_MB = 50
"""Largest sitemap, feed or page of an OAI-PMH endpoint, the limit of the sitemap protocol."""

GOES_ON = timedelta(days=1)
"""How long after a run was cut off the next one goes on from there instead of asking for everything again."""


@dataclass
class Visit:
    """Fetches for one source, and keeps its state beside what it brought: {"started", "is_finished", ...}."""

    source: str
    fetcher: Fetcher
    store: FetchedStore
    settings: Settings
    state: dict[str, Any] = field(default_factory=dict)
    asked: int = 0
    """Documents that were fetched or asked for in this run, for the limit on items."""

    def begin(self) -> None:
        """Go on with a run that was cut off less than a day ago, or start a new one."""
        self.state = read_json(self._state_file)
        if self.state.get("is_finished", True) or self.state.get("started", "") < _ago(GOES_ON):
            self.remember(started=now(), is_finished=False)

    def remember(self, **values: object) -> None:
        """Keep something for the next run, at once."""
        self.state |= values
        write_json(self._state_file, self.state)

    def item(self, address: str, known: Known | None = None, changed: str | None = None) -> Item:
        """The document at an address, fetched if it is new or changed; an item with the reason where it cannot be had.

        `changed` is when the source says that it last changed (ISO 8601): a file that was checked a day after is not asked for.
        """
        try:
            return self._fetch(str(check_address(address)), known or Known(), changed)
        except CasebookError as error:
            self.asked += 1
            return Item(address, reason=str(error), known=known or Known(url=address))

    def text_item(self, origin: str, text: str, known: Known, ending: str = ".md") -> Item:
        """A document that the source spells out itself, kept under its title as Markdown, or as what `ending` says."""
        self.asked += 1
        title = (known.title or "document").replace("/", "_").replace("\\", "_")
        name = safe_name(title[:60] + ending, None)
        return self.store.keep_text(self._place(origin), text, Note(origin, self.source, name, "", now(), known))

    def read(self, address: str) -> bytes:
        """A listing that is kept, so that the next run can ask whether it changed. Raises what `Fetcher.download` does."""
        item = self._fetch(str(check_address(address)), Known(), None, is_listing=True)
        assert item.path
        if item.path.stat().st_size > LISTING_MB * 2**20:
            raise BadInput(f"the list at {address} is larger than {LISTING_MB} MB, which is the limit")
        return item.path.read_bytes()

    def read_once(self, address: str) -> bytes:
        """A listing that is not kept, since its address never comes again."""
        with self.store.incoming() as file:
            self.fetcher.download(address, file, LISTING_MB * 2**20)
            return file.read_bytes()

    def _fetch(self, address: str, known: Known, changed: str | None, *, is_listing: bool = False) -> Item:
        place = self._place(address)
        held = self.store.note(place)
        if held and (held.checked >= self.state["started"] or _is_newer(held.checked, changed)):
            return self.store.item(place, held)
        size = min(self.settings.max_file_mb, LISTING_MB) if is_listing else self.settings.max_file_mb
        with self.store.incoming() as file:
            answer = self.fetcher.download(address, file, size * 2**20, _conditions(held))
            self.asked += not is_listing
            if answer.status == httpx.codes.NOT_MODIFIED:
                if held is None:
                    raise BadInput(
                        f"{answer.url.host} answered 304 (not modified) for a file that it was never asked for before"
                    )
                return self.store.write_note(place, replace(held, source=self.source, checked=now()))
            if not file.stat().st_size:
                raise BadInput(f"{answer.url} is empty")
            name = name_of(answer.url, answer.headers)
            note = Note(address, self.source, name, sha256_of(file), now(), _told(known, answer))
            return self.store.keep(place, file, note)

    def _place(self, origin: str) -> Path:
        return self.store.place(httpx.URL(origin).host if origin.startswith("http") else "bulk", origin)

    @property
    def _state_file(self) -> Path:
        return self._place(f"{self.source}#state") / STATE


def _conditions(held: Note | None) -> dict[str, str]:
    said = {"If-None-Match": held.known.etag, "If-Modified-Since": held.known.modified} if held else {}
    return {name: value for name, value in said.items() if value}


def _told(known: Known, answer: Answer) -> Known:
    """What the source said, and what the headers add."""
    headers = answer.headers
    language = headers.get("content-language", "").strip()
    return replace(
        known,
        url=known.url or str(answer.url),
        language=known.language or (language if language and "," not in language else None),
        etag=headers.get("etag"),
        modified=headers.get("last-modified"),
        media_type=media_type_of(headers),
    )


def _is_newer(checked: str, changed: str | None) -> bool:
    """Whether a file was checked at least a day after it changed: servers write dates without a time zone."""
    try:
        return bool(changed) and _aware(checked) - _aware(str(changed)) > timedelta(days=1)
    except ValueError:
        return False


def _aware(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _ago(span: timedelta) -> str:
    return (datetime.now(UTC) - span).isoformat(timespec="microseconds")
