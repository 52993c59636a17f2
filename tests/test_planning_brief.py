"""What is read from the text of a brief, in four languages, and what is told as not understood."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fake_archive import open_fake_archive, settings_in

from corpus.programme.model import Audience, Brief
from index.planning.amounts import days_in, people_in
from index.planning.brief import BriefReading, read_brief
from index.search.snapshot import Snapshot


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    folder: Path = tmp_path_factory.mktemp("brief")
    with open_fake_archive(settings_in(folder)) as archive:
        yield archive.engine.snapshots.present()


def read(text: str, snapshot: Snapshot, brief: Brief | None = None, known: str = "") -> BriefReading:
    asked = (brief or Brief()).model_copy(update={"text": text})
    return read_brief(asked, snapshot, lambda word: word in known.split(), "en")


def test_the_trainers_english_brief(snapshot: Snapshot) -> None:
    found = read(
        "five days, climate adaptation for mid-level officials from coastal cities in South-East Asia, half of them engineers, "
        "in English and Korean",
        snapshot,
    )
    brief = found.brief
    assert (brief.days, brief.topics, brief.languages) == (5, ("climate-adaptation",), ("en", "ko"))
    assert (brief.audience.seniority, brief.audience.regions, brief.audience.is_coastal) == ("middle", ("035",), True)
    assert [(each.name["es"], each.share) for each in brief.audience.professions] == [("ingeniero", 0.5)]
    assert found.search == "climate adaptation"
    assert all(each.field != "nothing" for each in found.understood)


def test_the_trainers_spanish_brief(snapshot: Snapshot) -> None:
    found = read("cinco días sobre movilidad para técnicos de ciudades intermedias de América Latina", snapshot)
    assert (found.brief.days, found.brief.topics, found.brief.languages) == (5, ("transport",), ("es",))
    assert found.brief.audience.regions == ("005", "013", "029")
    assert found.city_size == "middle"


def test_the_trainers_korean_brief(snapshot: Snapshot) -> None:
    found = read("기후적응 주제로 동남아 해안도시 중간관리자 15명 대상 5일 과정, 영어와 한국어", snapshot)
    brief = found.brief
    assert (brief.days, brief.topics, brief.languages) == (5, ("climate-adaptation",), ("en", "ko"))
    assert (brief.audience.seniority, brief.audience.regions, brief.audience.size) == ("middle", ("035",), 15)
    assert brief.audience.is_coastal


def test_a_french_brief(snapshot: Snapshot) -> None:
    found = read(
        "une semaine sur la gestion des déchets pour 20 cadres supérieurs d'Afrique de l'Ouest, dont la moitié d'ingénieurs, "
        "en français et en anglais",
        snapshot,
    ).brief
    assert (found.days, found.topics, found.languages) == (5, ("waste",), ("fr", "en"))
    assert (found.audience.seniority, found.audience.size, found.audience.regions) == ("senior", 20, ("011",))


def test_cities_are_read_by_their_capitals_and_themes_can_be_unwanted(snapshot: Snapshot) -> None:
    found = read(
        "Bus rapid transit for planners from Manila and Hanoi, not about metros. A nice split of time.", snapshot
    )
    assert found.brief.audience.cities == (1701668, 1581130)
    assert ("term", "metro-rail") in found.unwanted
    assert found.brief.theme["en"] == "Bus rapid transit"


def test_filled_in_fields_win_over_the_text(snapshot: Snapshot) -> None:
    given = Brief(days=3, languages=("fr",), topics=("water",), audience=Audience(seniority="elected", size=8))
    found = read("five days of transport in English for 20 senior officials", snapshot, given).brief
    assert (found.days, found.languages, found.topics) == (3, ("fr",), ("water",))
    assert (found.audience.seniority, found.audience.size) == ("elected", 8)


def test_words_are_searched_where_the_archive_knows_them_and_told_where_nobody_does(snapshot: Snapshot) -> None:
    found = read("Schoolyards and fluxcapacitors for officials", snapshot, known="schoolyards")
    told = {each.words: each.field for each in found.understood}
    assert told == {"Schoolyards": "theme", "fluxcapacitors": "nothing"}
    assert found.search == "Schoolyards"


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("a 10 day course", 10),
        ("two weeks", 10),
        ("dos semanas", 10),
        ("trois jours", 3),
        ("닷새 과정", 5),
        ("2주 과정", 10),
        ("3박 4일 연수", 4),
        ("in 2027", None),
        ("900 days", None),
        ("일본 도시", None),
    ],
)
def test_lengths_in_figures_and_words(text: str, days: int | None) -> None:
    found = days_in(text)
    assert (found.value if found else None) == days


def test_groups_are_counted_and_an_article_is_no_number() -> None:
    assert people_in("15 mid level officials", ["officials"]) is not None
    assert people_in("a manager", ["manager"]) is None


@pytest.mark.parametrize(
    "text", ["", "…!?", "\x00\u202e<script>alert(1)</script>", "5" * 4000, "de " * 1300, "가" * 4000]
)
def test_hostile_text_is_read_as_nothing_worse_than_words(text: str, snapshot: Snapshot) -> None:
    read(text, snapshot)
