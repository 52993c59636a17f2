"""Searching with the real encoder, keywords and embedded index, on a dozen hand-written cases in four languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from fake_index import FakeFile, make_case, parse, place

from corpus.results import CaseCard, SearchQuery
from index.build import add_document
from index.catalogue import open_catalogue
from index.edge import open_edge_index
from index.encoder import Encoder
from index.search import SearchEngine, open_search

Texts = tuple[tuple[str, str], ...]
"""Section and text of each passage; page n holds passage n."""

CASES: Mapping[str, tuple[str, tuple[str, int, str], Texts]] = {
    "seoul-food-waste": ("ko", ("Seoul", 1835848, "KR"), (
        ("challenge", "음식물쓰레기는 수분이 많아 매립지에서 침출수와 악취를 일으켰다."),
        ("solution", "세대마다 카드를 대고 버린 음식물쓰레기의 무게를 재어 수수료를 매긴다. 종량기는 아파트 단지에 놓였다."),
    )),
    "seoul-stream": ("ko", ("Seoul", 1835848, "KR"), (
        ("solution", "도심을 덮고 있던 고가도로를 철거하고 그 아래 하천을 복원하였다."),
        ("failure", "주변의 노점상과 상인은 일터를 옮겨야 했고 보상을 둘러싼 다툼이 이어졌다."),
    )),
    "suwon-carfree": ("ko", ("Suwon", 1835553, "KR"), (
        ("solution", "한 달 동안 동네에서 자동차를 없애고 주민은 걷거나 자전거를 탔다."),
    )),
    "bogota-brt": ("es", ("Bogotá", 3688689, "CO"), (
        ("solution", "Los buses articulados circulan por carriles exclusivos y los pasajeros pagan antes de subir en las estaciones."),
        ("failure", "Las losas de la autopista se rompieron a los pocos años y la reparación costó miles de millones de pesos."),
    )),
    "mexico-driving-ban": ("es", ("Mexico City", 3530597, "MX"), (
        ("solution", "Un día a la semana no puede circular el automóvil cuya placa termina en ciertas cifras."),
        ("failure", "Muchas familias compraron un segundo coche, más viejo, y el aire no mejoró."),
    )),
    "medellin-cable": ("es", ("Medellín", 3674962, "CO"), (
        ("solution", "El teleférico une los barrios pobres de la ladera con el metro."),
    )),
    "paris-vote": ("fr", ("Paris", 2988507, "FR"), (
        ("solution", "Chaque année les habitants votent pour les projets que finance une part du budget de la ville."),
    )),
    "paris-schoolyards": ("fr", ("Paris", 2988507, "FR"), (
        ("solution", "Les cours d'école perdent leur asphalte : on y plante des arbres contre la chaleur de l'été."),
    )),
    "stockholm-charge": ("en", ("Stockholm", 2673730, "SE"), (
        ("solution", "Every car that crosses the cordon of the inner city pays a charge, which is higher in the rush hours."),
        ("results", "Traffic across the cordon fell by a fifth, and queues shrank."),
    )),
    "tokyo-cap": ("en", ("Tokyo", 1850147, "JP"), (
        ("solution", "Large office buildings must cut their carbon dioxide or buy credits from others."),
    )),
    "cape-town-drought": ("en", ("Cape Town", 3369157, "ZA"), (
        ("solution", "In the drought each resident was allowed fifty litres of water a day, and the dams never ran dry."),
    )),
}  # fmt: skip


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[SearchEngine]:
    folder: Path = tmp_path_factory.mktemp("real")
    catalogue = open_catalogue(f"sqlite:///{folder / 'catalogue.sqlite3'}")
    index = open_edge_index(folder / "index", encoder.name, encoder.dimension)
    for id, (language, (city, geonames_id, country), texts) in CASES.items():
        case = make_case(id, original_language=language, **place(city, geonames_id, country))
        document = parse(id, 0, FakeFile("pdf", tuple((language, section, text) for section, text in texts)))
        catalogue.publish(case, [document], id, id)
        add_document(index, encoder, case, document.document, document.passages)
    yield open_search(catalogue, index, encoder)
    index.close()
    catalogue.close()


def cards(engine: SearchEngine, text: str, **fields: object) -> list[CaseCard]:
    return list(engine.search(SearchQuery.model_validate({"text": text, **fields})).cases)


@pytest.mark.parametrize(
    ("question", "case_id", "page"),
    [
        ("자동차 번호판에 따른 운행 제한", "mexico-driving-ban", 1),
        ("산비탈 가난한 동네를 잇는 케이블카", "medellin-cable", 1),
        ("paying for food waste by weight", "seoul-food-waste", 2),
        ("Which city tore down a highway and brought back a stream?", "seoul-stream", 1),
        ("¿Dónde votan los vecinos el presupuesto?", "paris-vote", 1),
        ("péage pour entrer au centre-ville en voiture", "stockholm-charge", 1),
        ("가뭄 때 한 사람이 하루에 쓸 수 있는 물", "cape-town-drought", 1),
        ("cobro por entrar al centro en automóvil", "stockholm-charge", 1),
    ],
)
def test_a_question_finds_the_page_that_answers_in_another_language(
    engine: SearchEngine, question: str, case_id: str, page: int
) -> None:
    best = cards(engine, question)[:2]
    assert case_id in [card.id for card in best]
    (card,) = [card for card in best if card.id == case_id]
    assert card.hits[0].page == page


def test_a_name_is_found_by_its_words(engine: SearchEngine) -> None:
    hit = cards(engine, "losas de la autopista")[0].hits[0]
    assert (hit.document_id.partition(".")[0], hit.page, hit.why.keyword_rank) == ("bogota-brt", 2, 1)
    assert hit.why.words == ("losas", "autopista")
    assert hit.highlights[0].by == "words"


def test_a_korean_phrase_is_found_inside_longer_words(engine: SearchEngine) -> None:
    (card,) = cards(engine, "「음식물쓰레기」 수수료")
    assert card.id == "seoul-food-waste"
    assert {hit.page for hit in card.hits} == {1, 2}


def test_a_count_is_the_total_after_choosing_the_value(engine: SearchEngine) -> None:
    for text in ("cars in the city", "버스", "", '"the"'):
        results = engine.search(SearchQuery(text=text))
        for facet in results.facets:
            for value in facet.values:
                assert engine.search(SearchQuery(text=text, filters={facet.name: (value.value,)})).total == value.count


def test_similar_cases_do_not_share_only_the_language(engine: SearchEngine) -> None:
    assert engine.similar("mexico-driving-ban", "en", 3)[0].id in {"stockholm-charge", "suwon-carfree"}
