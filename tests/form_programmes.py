"""A programme whose forms are open now, links to them, and people who fill them in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fake_archive import open_fake_archive, settings_in
from fastapi.testclient import TestClient

from api.app import create_app
from api.archive import Archive
from corpus.programme.model import Ask, AskKind, Choice, Day, Item, ItemKind, Programme
from corpus.settings import Settings
from index.programmes import Keys, ProgrammeStore
from tests.programmes import small_programme

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
RIGHT: Mapping[str, str] = {"i1": "a", "i3": "b"}
"""What is right in the test of `held`: one point and three."""


def today() -> dt.date:
    return dt.datetime.now(dt.UTC).date()


def held(last_day: dt.date | None = None) -> Programme:
    """The small programme with more to ask, whose last day is the given one, or today: test, reaction form and links are open."""
    programme, last = small_programme(), last_day or today()
    items = (
        programme.assessment.items[0],
        Item(
            id="i3", objective="o1", kind=ItemKind.multiple, points=3,
            stem={"en": "What rose?", "ko": "무엇이 늘었는가?", "ar": "ما الذي زاد؟"},
            choices=(
                Choice(id="a", text={"en": "Nothing", "ko": "없다", "ar": "لا شيء"}),
                Choice(id="b", text={"en": "Bus use", "ko": "버스 이용", "ar": "ركوب الحافلات"}, is_key=True),
            ),
        ),
        programme.assessment.items[1],
    )  # fmt: skip
    asks = (
        *programme.evaluation.reaction,
        Ask(id="q3", kind=AskKind.rating, text={"en": "I can use it.", "ko": "쓸 수 있다."}, session="s1", is_required=True),
        Ask(id="q4", kind=AskKind.choice, text={"en": "How long?"}, choices=({"en": "Too short"}, {"en": "Right"})),
    )  # fmt: skip
    return programme.model_copy(
        update={
            "time_zone": "Etc/UTC",
            "days": (Day(date=last - dt.timedelta(days=1)), Day(date=last)),
            "assessment": programme.assessment.model_copy(update={"items": items}),
            "evaluation": programme.evaluation.model_copy(update={"reaction": asks}),
        }
    )


@dataclass(frozen=True)
class Course:
    """A kept programme with its keys, behind a client of the API."""

    client: TestClient
    store: ProgrammeStore
    id: str
    keys: Keys

    def issue(self, form: str, count: int = 1, **more: object) -> list[str]:
        """Paths of new links."""
        answer = self.ask("forms", {"form": form, "count": count, **more})
        return [link["link"].partition("8000")[2] for link in answer["links"]]

    def ask(self, path: str, body: object, status: int = 200) -> Any:
        address = f"/v1/programmes/{self.id}/{path}"
        answer = self.client.post(address, json=body, headers={"Authorization": f"Bearer {self.keys.edit}"})
        assert answer.status_code == status, answer.text
        return answer.json()

    def results(self, ending: str = "", **params: str) -> Any:
        address = f"/v1/programmes/{self.id}/results{ending}"
        answer = self.client.get(address, params=params, headers={"Authorization": f"Bearer {self.keys.edit}"})
        assert answer.status_code == 200, answer.text
        return answer.content if ending else answer.json()

    def fill(self, form: str, sent: Sequence[Mapping[str, object]]) -> None:
        """As many people as there are answers fill the form in, each by a link of their own."""
        for link, answers in zip(self.issue(form, len(sent)), sent, strict=True):
            answer = self.client.post(link, data=dict(answers), headers=BROWSER)
            assert answer.status_code == 200, answer.text


@contextmanager
def opened(folder: Path, rate: str = "100000/minute") -> Iterator[tuple[TestClient, ProgrammeStore]]:
    """A client of an archive of its own, and the programmes in it; one address may ask for forms as often as `rate`."""
    archives: list[Archive] = []

    @contextmanager
    def open_seen(settings: Settings) -> Iterator[Archive]:
        with open_fake_archive(settings) as archive:
            archives.append(archive)
            yield archive

    settings = settings_in(folder).model_copy(update={"form_rate": rate})
    with TestClient(create_app(settings, open_seen)) as client:
        yield client, ProgrammeStore(archives[0].catalogue.engine)


def course(client: TestClient, store: ProgrammeStore, programme: Programme | None = None) -> Course:
    """A new programme in that archive."""
    kept, keys = store.create(programme or held())
    return Course(client, store, kept.id, keys)
