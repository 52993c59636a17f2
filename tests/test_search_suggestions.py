"""Suggestions while typing, cards, whole cases, and cases like one."""

from __future__ import annotations

import threading

import pytest
from fake_index import FakeArchive, FakeFile, archive, empty_archive, filled, make_case, place, search

from corpus.errors import CasebookError, NotFound, Unavailable
from corpus.results import Results

__all__ = ["archive", "empty_archive", "filled"]


def suggested(archive: FakeArchive, text: str, language: str = "en", limit: int = 10) -> list[tuple[str, str]]:
    return [(s.kind, s.label) for s in archive.engine.suggest(text, language, limit)]


@pytest.mark.parametrize("typed", ["bogo", "BOGOTÁ", "bogotá", " bogota "])
def test_a_city_is_suggested_without_case_and_accents(archive: FakeArchive, typed: str) -> None:
    assert suggested(archive, typed)[0] == ("city", "Bogotá")


@pytest.mark.parametrize("typed", ["서울", "서우", "울", "Seoul", "Séoul"])
def test_a_city_is_suggested_in_any_of_its_names(archive: FakeArchive, typed: str) -> None:
    assert ("city", "서울") in suggested(archive, typed, "ko")


def test_any_word_of_a_title_may_be_started(archive: FakeArchive) -> None:
    assert suggested(archive, "refo") == [("case", "Seoul bus reform")]
    assert suggested(archive, "transmi", "es") == [("case", "TransMilenio en Bogotá")]
    assert suggested(archive, "eform") == []


def test_labels_are_in_the_language_asked_for_whatever_was_typed(archive: FakeArchive) -> None:
    assert suggested(archive, "transp", "fr")[0] == ("topic", "Transports et mobilité")
    assert suggested(archive, "Colombie", "ko")[0] == ("country", "콜롬비아")


def test_filters_come_before_cases_and_the_limit_holds(archive: FakeArchive) -> None:
    kinds = [kind for kind, _ in suggested(archive, "s", limit=50)]
    assert kinds == sorted(kinds, key=["city", "country", "topic", "case"].index)
    assert set(kinds) == {"city", "country", "topic", "case"}
    assert len(suggested(archive, "s", limit=3)) == 3
    assert suggested(archive, " ?") == []


def test_only_topics_that_the_archive_has_are_suggested(archive: FakeArchive) -> None:
    assert suggested(archive, "heal") == []
    archive.publish(make_case("safe", topics=("health-safety",), **place("Oslo", 3143244, "NO")))
    assert suggested(archive, "heal") == [("topic", "Health and safety")]


def test_archived_cases_are_not_suggested(archive: FakeArchive) -> None:
    assert suggested(archive, "tram") == []


def test_a_card_says_what_the_record_says(archive: FakeArchive) -> None:
    source = {"id": "s", "title": "S", "kind": "report"}
    figure = {"source": "s", "check": "unconfirmed"}
    outcome = {"indicator": {"en": "trips"}, "value": 1, "unit": "count", "evidence": "independent", **figure}
    case = make_case(
        "card", title={"es": "Título", "en": "Title"}, abstract={"es": "Resumen."}, original_language="es", stage="running",
        sources=[source], outcomes=[outcome, {**outcome, "check": "confirmed"}, {**outcome, "evidence": "self-reported"}],
        cost=[{"amount": 5, "currency": "COP", "basis": "total", **figure}], start_date="2001-03", topics=("housing",),
        **place("Cali", 3687925, "CO"),
    )  # fmt: skip
    archive.publish(case, FakeFile("pdf", (("es", "other", "Texto."),)), FakeFile("md", (("en", "other", "Text."),)))
    card = archive.engine.case_card("card", "fr")
    assert (card.title, card.title_language, card.abstract, card.abstract_language) == ("Title", "en", "Resumen.", "es")
    assert (card.country_label, card.region_label, card.year, card.stage_label) == (
        "Colombie",
        "Amérique du Sud",
        2001,
        "En cours",
    )
    assert (card.evidence, card.unconfirmed) == (("independent", "self-reported"), 3)
    assert (card.languages, card.document_types, card.topic_labels) == (("es", "en"), ("pdf", "md"), ("Logement",))
    assert card.latitude == pytest.approx(3.4, abs=0.1)
    assert (card.score, card.hits) == (None, ())


def test_a_draft_without_a_place_has_a_card_too(archive: FakeArchive) -> None:
    card = archive.engine.case_card("nothing-inside", "ko")
    assert (card.city, card.country_label, card.latitude, card.year, card.status) == (None, None, None, None, "draft")


def test_a_whole_case_has_its_documents_and_versions(archive: FakeArchive) -> None:
    answer = archive.engine.case_answer("seoul-buses", "ko")
    assert answer.card.title == "서울 버스 개편"
    assert [(d.document_type, d.passages) for d in answer.documents] == [("pdf", 2), ("md", 1)]
    assert answer.record.id == "seoul-buses"
    assert answer.versions[0].documents == tuple(document.id for document in answer.documents)
    assert answer.snapshot == search(archive).snapshot


def test_what_does_not_exist_is_not_found(archive: FakeArchive) -> None:
    engine = archive.engine
    for ask in (engine.case_card, engine.case_answer, lambda id, language: engine.similar(id, language, 3)):
        with pytest.raises(NotFound, match="there is no case 'atlantis'"):
            ask("atlantis", "en")


def test_similar_cases_are_about_the_same_in_any_language(archive: FakeArchive) -> None:
    assert [card.id for card in archive.engine.similar("stockholm-toll", "en", 1)] == ["dakar-toll"]
    assert [card.id for card in archive.engine.similar("busan-carbon", "en", 1)] == ["tokyo-carbon"]
    near = [card.id for card in archive.engine.similar("seoul-buses", "en", 50)]
    assert near[0] in {"bogota-buses", "no-city-yet"}
    assert not {"seoul-buses", "old-tram"} & set(near)
    assert archive.engine.similar("nothing-inside", "en", 5) == ()


def test_a_new_case_is_seen_at_once(archive: FakeArchive) -> None:
    before = search(archive, "quokka")
    assert search(archive).snapshot == before.snapshot
    archive.publish(make_case("zoo", **place("Perth", 2063523, "AU")), FakeFile("md", (("en", "other", "A quokka."),)))
    after = search(archive, "quokka")
    assert after.cases[0].id == "zoo"
    assert after.snapshot != before.snapshot
    assert ("city", "Perth") in suggested(archive, "per")


def test_many_threads_may_search_at_once(archive: FakeArchive) -> None:
    texts = ["buses", "toll", "버스 비용", '"water"', ""] * 4
    expected = {text: [c.id for c in search(archive, text).cases] for text in texts}
    answers: list[tuple[str, Results]] = []
    threads = [threading.Thread(target=lambda t=text: answers.append((t, search(archive, t)))) for text in texts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(answers) == len(texts)
    assert all([c.id for c in results.cases] == expected[text] for text, results in answers)


def test_an_error_for_a_person_comes_out_of_the_pipeline_as_it_is(
    archive: FakeArchive, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: object) -> None:
        raise Unavailable("the index is gone")

    monkeypatch.setattr(archive.index, "search", broken)
    with pytest.raises(CasebookError, match=r"^the index is gone$"):
        search(archive, "buses")
