"""The contract of a passage index, run on every backend: the embedded engine, qdrant-client in memory, and a Qdrant server."""

from __future__ import annotations

import contextlib
import os
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from index_examples import (
    DIMENSION,
    EAST,
    ENCODER,
    NORTH,
    UP,
    best_sentences,
    ids,
    nearest,
    passage,
    unit,
    with_words,
    words,
)
from qdrant_client import QdrantClient

from corpus.errors import BadInput, EncoderMismatch, Unavailable
from index.edge import EdgeIndex, open_edge_index
from index.passages import DensePlan, Filter, KeywordPlan, PassageIndex, Plan, SentencePlan, Sparse, Vector
from index.server import open_server_index


@dataclass
class Backend:
    """One place where an index lies; `open` opens it again, as another run of Casebook would."""

    open: Callable[..., PassageIndex]


@pytest.fixture(params=["edge", "memory", "server"])
def backend(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Backend]:
    made: Iterator[Backend] = {"edge": edge_backend, "memory": memory_backend, "server": server_backend}[request.param](
        tmp_path
    )
    yield from made


def edge_backend(folder: Path) -> Iterator[Backend]:
    opened: list[EdgeIndex] = []

    def open_(encoder: str = ENCODER, dimension: int = DIMENSION) -> EdgeIndex:
        if opened:
            opened.pop().close()
        opened.append(open_edge_index(folder / "index", encoder, dimension))
        return opened[-1]

    yield Backend(open_)
    for index in opened:
        index.close()


def memory_backend(_folder: Path) -> Iterator[Backend]:
    yield from client_backend(QdrantClient(":memory:"))


def server_backend(_folder: Path) -> Iterator[Backend]:
    url = os.environ.get("QDRANT_URL")
    if not url:
        pytest.skip("did not run on a Qdrant server: QDRANT_URL names none")
    yield from client_backend(QdrantClient(url=url, api_key=os.environ.get("QDRANT_API_KEY")))


def client_backend(client: QdrantClient) -> Iterator[Backend]:
    collection = f"test-{uuid.uuid4()}"
    yield Backend(
        lambda encoder=ENCODER, dimension=DIMENSION: open_server_index(client, collection, encoder, dimension)
    )
    with contextlib.suppress(RuntimeError):  # closed by the test
        client.delete_collection(collection)
    client.close()


@pytest.fixture
def index(backend: Backend) -> PassageIndex:
    return backend.open()


@pytest.fixture
def filled(index: PassageIndex) -> PassageIndex:
    """Three cases: seoul (2004, ko), bogota (2000, es) and london (2003, en), two passages each."""
    index.add(
        [
            passage("seoul.a.0", (1, 0, 0, 0), "버스전용차로", 2004, topic="transport", language="ko", country="KR"),
            passage(
                "seoul.a.1", (3, 1, 0, 0), "bus lanes", 2004, topic="transport climate", language="en", country="KR"
            ),
            passage(
                "bogota.a.0", (1, 1, 0, 0), "autobuses y carriles", 2000, topic="transport", language="es", country="CO"
            ),
            passage("bogota.b.0", (0, 1, 0, 0), "vivienda", None, topic="housing", language="es", country="CO"),
            passage(
                "london.a.0",
                (0, 1, 1, 0),
                "bus and congestion charge",
                2003,
                topic="climate",
                language="en",
                country="GB",
            ),
            passage(
                "london.a.1", (0, 0, 1, 0), "charge charge charge", 2003, topic="climate", language="en", country="GB"
            ),
        ]
    )
    return index


def test_a_new_index_is_empty(index: PassageIndex) -> None:
    assert (index.count(), index.documents(), index.passage_ids(Filter())) == (0, {}, [])
    assert index.search([DensePlan(unit(*EAST), 5), KeywordPlan(words("bus"), 5)]) == [[], []]
    assert (index.encoder_name, index.dimension) == (ENCODER, DIMENSION)


def test_passages_come_back_by_cosine_with_what_facets_need(filled: PassageIndex) -> None:
    found = filled.search([DensePlan(unit(*EAST), 3)])[0]
    assert ids(found) == ["seoul.a.0", "seoul.a.1", "bogota.a.0"]
    assert [candidate.score for candidate in found] == pytest.approx([1, 3 / 10**0.5, 1 / 2**0.5], abs=1e-5)
    second = found[1]
    assert (second.document_id, second.case_id) == ("seoul.a", "seoul")
    assert second.filters == {"topic": ("transport", "climate"), "language": ("en",), "country": ("KR",)}


def test_the_threshold_itself_is_near_enough(filled: PassageIndex) -> None:
    at = 1 / 2**0.5
    assert ids(filled.search([DensePlan(unit(*EAST), 10, threshold=at)])[0]) == ["seoul.a.0", "seoul.a.1", "bogota.a.0"]
    assert ids(filled.search([DensePlan(unit(*EAST), 10, threshold=at + 0.001)])[0]) == ["seoul.a.0", "seoul.a.1"]


def test_keywords_find_only_passages_that_share_a_term(filled: PassageIndex) -> None:
    assert with_words(filled, "charge") == ["london.a.1", "london.a.0"]
    assert with_words(filled, "전용차로") == ["seoul.a.0"]
    assert with_words(filled, "Carriles y vivienda?") == ["bogota.a.0", "bogota.b.0"]
    assert with_words(filled, "tramway") == []


def test_the_threshold_of_a_keyword_plan_itself_is_enough(filled: PassageIndex) -> None:
    best, second = filled.search([KeywordPlan(words("charge"), 10)])[0]
    for least, kept in ((best.score + 0.001, 0), (best.score, 1), (second.score, 2)):
        (found,) = filled.search([KeywordPlan(words("charge"), 10, threshold=least)])
        assert ids(found) == [best.passage_id, second.passage_id][:kept]


def test_a_query_without_terms_finds_nothing(filled: PassageIndex) -> None:
    assert with_words(filled, "?!") == []


def test_a_rare_term_counts_more_than_a_common_one(index: PassageIndex) -> None:
    index.add([passage(f"c.d.{i}", text="bus stop") for i in range(9)] + [passage("c.e.0", text="tram stop")])
    found = index.search([KeywordPlan(words("tram bus"), 10)])[0]
    assert found[0].passage_id == "c.e.0"
    # The idf of a term that one passage of ten has, times a term frequency weight that all share.
    assert found[0].score / found[1].score == pytest.approx(np.log(1 + 9.5 / 1.5) / np.log(1 + 1.5 / 9.5), rel=1e-3)


def test_answers_come_in_the_order_of_the_plans(filled: PassageIndex) -> None:
    none = Filter({"topic": ()})
    plans: list[Plan] = [
        DensePlan(unit(*UP), 1),
        DensePlan(unit(*UP), 1, none),
        KeywordPlan(words("vivienda"), 1),
        DensePlan(unit(*EAST), 1),
    ]
    assert [ids(answer) for answer in filled.search(plans)] == [["london.a.1"], [], ["bogota.b.0"], ["seoul.a.0"]]


FILTERS_AND_WHAT_THEY_KEEP = [
    (Filter({"topic": ("housing", "climate")}), "bogota.b.0 london.a.0 london.a.1 seoul.a.1"),
    (Filter({"topic": ("climate",), "country": ("KR", "CO")}), "seoul.a.1"),
    (Filter({"topic": ("climate",), "language": ("es",)}), ""),
    (Filter({"topic": ("unknown",)}), ""),
    (Filter({"topic": ()}), ""),
    (Filter({"case_id": ("seoul",)}), "seoul.a.0 seoul.a.1"),
    (Filter({"document_id": ("bogota.b", "london.a")}), "bogota.b.0 london.a.0 london.a.1"),
    (Filter({"passage_id": ("bogota.a.0", "london.a.1")}), "bogota.a.0 london.a.1"),
    (Filter(year_from=2003), "london.a.0 london.a.1 seoul.a.0 seoul.a.1"),
    (Filter(year_to=2003), "bogota.a.0 london.a.0 london.a.1"),
    (Filter(year_from=2003, year_to=2003), "london.a.0 london.a.1"),
    (Filter(excluded_cases=("seoul", "london")), "bogota.a.0 bogota.b.0"),
    (Filter({"topic": ("transport",)}, 2000, 2004, ("bogota",)), "seoul.a.0 seoul.a.1"),
]


def test_a_filter_keeps_the_same_in_lists_and_searches(filled: PassageIndex) -> None:
    with_bus = {"seoul.a.1", "london.a.0"}
    for filter, ids_kept in FILTERS_AND_WHAT_THEY_KEEP:
        kept = ids_kept.split()
        assert filled.passage_ids(filter) == kept, filter
        assert sorted(nearest(filled, (1, 1, 1, 0), filter=filter)) == kept, filter
        assert set(with_words(filled, "bus", filter=filter)) == with_bus & set(kept), filter


def test_equal_scores_rank_by_passage_id_also_at_the_limit(index: PassageIndex) -> None:
    twins = [f"c.d.{i:03}" for i in range(100)]
    index.add([passage(id, (1, 1, 0, 0), "tram line") for id in reversed(twins)] + [passage("z.d.0", EAST, "tram")])
    assert nearest(index, limit=6) == ["z.d.0", *twins[:5]]
    assert with_words(index, "tram line", limit=6) == twins[:6]


def test_adding_a_passage_again_replaces_it(filled: PassageIndex) -> None:
    assert nearest(filled, limit=1) == ["seoul.a.0"]
    filled.add([passage("seoul.a.0", UP, "tramway", 2010, topic="housing")])
    assert filled.count() == 6
    assert nearest(filled, limit=1) == ["seoul.a.1"]
    assert (with_words(filled, "전용차로"), with_words(filled, "tramway")) == ([], ["seoul.a.0"])
    assert filled.search([DensePlan(unit(*UP), 2)])[0][1].filters == {"topic": ("housing",)}
    assert filled.passage_ids(Filter(year_from=2010)) == ["seoul.a.0"]


def test_removed_passages_are_gone(filled: PassageIndex) -> None:
    assert "seoul.a.0" in nearest(filled)
    filled.remove(Filter({"document_id": ("seoul.a", "bogota.b")}))
    assert filled.passage_ids(Filter()) == ["bogota.a.0", "london.a.0", "london.a.1"]
    assert filled.documents() == {"bogota.a": 1, "london.a": 2}
    assert nearest(filled, limit=1) == ["bogota.a.0"]
    assert with_words(filled, "bus") == ["london.a.0"]


@pytest.fixture
def with_sentences(index: PassageIndex) -> PassageIndex:
    """Passages whose sentences point elsewhere than the whole."""
    index.add(
        [
            passage("a.d.0", NORTH, sentences=np.stack([unit(*UP), unit(*EAST)]), topic="housing"),
            passage("b.d.0", EAST, sentences=np.stack([unit(*UP), unit(*NORTH), unit(1, 1, 0, 0)]), topic="climate"),
            passage("c.d.0", (1, 1, 1, 0), sentences=np.stack([unit(1, 3, 0, 0)] * 4), topic="climate"),
        ]
    )
    return index


def test_a_passage_stands_where_its_best_sentence_does(with_sentences: PassageIndex) -> None:
    found = with_sentences.search([SentencePlan(unit(*EAST), 10)])[0]
    assert ids(found) == ["a.d.0", "b.d.0", "c.d.0"], "neither the mean nor the number of sentences counts"
    assert [candidate.score for candidate in found] == pytest.approx([1, 1 / 2**0.5, 1 / 10**0.5], abs=1e-3)
    assert (found[0].document_id, found[0].case_id, found[0].filters) == ("a.d", "a", {"topic": ("housing",)})
    assert nearest(with_sentences, limit=1) == ["b.d.0"]


def test_sentences_are_compared_within_a_filter_and_a_limit(with_sentences: PassageIndex) -> None:
    climate = Filter({"topic": ("climate",)})
    assert best_sentences(with_sentences, filter=climate) == ["b.d.0", "c.d.0"]
    assert best_sentences(with_sentences, filter=climate, limit=1) == ["b.d.0"]
    assert best_sentences(with_sentences, filter=Filter({"passage_id": ("c.d.0", "a.d.0")})) == ["a.d.0", "c.d.0"]
    assert best_sentences(with_sentences, filter=Filter({"topic": ()})) == []


def test_equal_sentences_rank_by_passage_id_also_at_the_limit(index: PassageIndex) -> None:
    twins = [f"c.d.{i:03}" for i in range(60)]
    index.add([passage(id, NORTH, sentences=np.stack([unit(*UP), unit(1, 1, 0, 0)])) for id in reversed(twins)])
    assert best_sentences(index, limit=6) == twins[:6]


def test_sentences_of_a_passage_that_was_replaced_are_gone(with_sentences: PassageIndex) -> None:
    with_sentences.add([passage("a.d.0", EAST, sentences=unit(*UP)[None])])
    assert best_sentences(with_sentences) == ["b.d.0", "c.d.0", "a.d.0"]
    with_sentences.remove(Filter({"case_id": ("b",)}))
    assert best_sentences(with_sentences) == ["c.d.0", "a.d.0"]


def test_a_slip_empties_nothing(filled: PassageIndex) -> None:
    with pytest.raises(BadInput, match="empty filter"):
        filled.remove(Filter())
    filled.remove(Filter({"document_id": ()}))
    assert filled.count() == 6


def test_documents_are_counted_exactly(filled: PassageIndex) -> None:
    assert filled.documents() == {"seoul.a": 2, "bogota.a": 1, "bogota.b": 1, "london.a": 2}
    filled.add([passage(f"rio.{i}.0") for i in range(120)])
    assert len(filled.documents()) == 124


def test_more_passages_than_a_page_are_listed(index: PassageIndex) -> None:
    index.add([passage(f"c.d.{i:04}") for i in range(1100)])
    assert index.passage_ids(Filter({"case_id": ("c",)})) == [f"c.d.{i:04}" for i in range(1100)]


def test_vectors_are_read_by_passage(index: PassageIndex) -> None:
    sentences = np.stack([unit(1, 2, 0, 0), unit(0, 1, 5, 0), unit(0, 0, 0, 1)])
    index.add([passage("c.d.0", (1, 2, 3, 4), sentences=sentences), passage("c.d.1", NORTH)])
    dense = index.dense_vectors(["c.d.0", "c.d.1", "c.d.9"])
    assert set(dense) == {"c.d.0", "c.d.1"}
    assert dense["c.d.0"] == pytest.approx(unit(1, 2, 3, 4), abs=1e-6)
    rows = index.sentence_vectors(["c.d.9", "c.d.1", "c.d.0"])
    assert {id: vectors.shape for id, vectors in rows.items()} == {"c.d.0": (3, 4), "c.d.1": (1, 4)}
    assert rows["c.d.0"] == pytest.approx(sentences, abs=1e-3)
    assert rows["c.d.0"].dtype == dense["c.d.0"].dtype == np.float32


def test_a_passage_without_words_is_found_by_meaning(index: PassageIndex) -> None:
    index.add([passage("c.d.0", text="...")])
    assert nearest(index) == ["c.d.0"]


REFUSED_PASSAGES = [
    (passage("c.d.1", (1, 0, 0)), "vector of passage c.d.1 has shape"),
    (passage("c.d.1", sentences=np.ones((2, 3), np.float32)), "sentence vectors of passage c.d.1"),
    (passage("c.d.1", sentences=np.ones((0, 4), np.float32)), "sentence vectors of passage c.d.1"),
    (passage("c.d.1", (np.nan, 0, 0, 0)), "not finite"),
    (passage("c.d.1", sentences=np.full((1, 4), np.inf, np.float32)), "not finite"),
    (passage("c.d.1", colour="red"), "'colour' is not a filter"),
]


def test_what_cannot_be_compared_is_not_added(index: PassageIndex) -> None:
    for refused, why in REFUSED_PASSAGES:
        with pytest.raises(BadInput, match=why):
            index.add([passage("c.d.0"), refused])
    assert index.count() == 0


def test_what_cannot_be_compared_is_not_asked(filled: PassageIndex) -> None:
    for vector in (unit(1, 0, 0), np.full(4, np.nan, np.float32)):
        for plan in (DensePlan(vector, 1), SentencePlan(vector, 1)):
            with pytest.raises(BadInput, match="vector of the query"):
                filled.search([plan])
    unknown = Filter({"colour": ()})
    with pytest.raises(BadInput, match="'colour' is not a filter; the filters are: topic"):
        nearest(filled, filter=unknown)
    with pytest.raises(BadInput, match="'colour' is not a filter"):
        filled.passage_ids(unknown)


@pytest.mark.parametrize(("encoder", "dimension"), [("other@1", DIMENSION), (ENCODER, 8)])
def test_an_index_of_another_encoder_is_refused(backend: Backend, encoder: str, dimension: int) -> None:
    backend.open().add([passage("c.d.0")])
    with pytest.raises(EncoderMismatch, match=r"hand-made@1 .*casebook reindex"):
        backend.open(encoder, dimension)


def test_opening_again_keeps_everything(backend: Backend) -> None:
    backend.open().add([passage("c.d.0", topic="housing"), passage("c.d.1", NORTH)])
    again = backend.open()
    assert nearest(again, filter=Filter({"topic": ("housing",)})) == ["c.d.0"]
    assert again.documents() == {"c.d": 2}


def test_a_closed_index_says_so(filled: PassageIndex) -> None:
    filled.close()
    filled.close()
    with pytest.raises(Unavailable, match="closed"):
        filled.search([DensePlan(unit(*EAST), 1)])
    with pytest.raises(Unavailable, match="closed"):
        filled.add([passage("c.d.0")])


def test_both_backends_rank_alike(tmp_path: Path) -> None:
    embedded = open_edge_index(tmp_path, ENCODER, 16)
    remote = open_server_index(QdrantClient(":memory:"), "test", ENCODER, 16)
    random = np.random.default_rng(7)

    def signs() -> Vector:
        """Of unit length also in half precision, in which only a real server and the embedded engine keep sentences."""
        return random.choice((-0.25, 0.25), 16).astype(np.float32)

    vocabulary = ["bus", "tram", "charge", "housing", "water", "cost", "버스전용차로", "plan", "autobús", "lane"]
    passages = [
        passage(
            f"c{i % 20}.d.{i}",
            random.normal(size=16),
            " ".join(random.choice(vocabulary, 12)),
            sentences=np.stack([signs() for _ in range(1 + i % 3)]),
            language=("en", "es")[i % 2],
        )
        for i in range(300)
    ]
    again = [
        passage(f"c{i % 20}.d.{i}", random.normal(size=16), "tram tram cost", sentences=signs()[None], language="en")
        for i in range(0, 300, 7)
    ]
    queries = [random.normal(size=16) for _ in range(5)]
    english = Filter({"language": ("en",)}, excluded_cases=("c3",))
    plans: list[Plan] = [DensePlan(unit(*query), 50, filter) for query in queries for filter in (Filter(), english)]
    plans += [SentencePlan(signs(), 50, filter) for _ in range(3) for filter in (Filter(), english)]
    plans += [
        KeywordPlan(words(text), 50, filter)
        for text in ("tram", "버스 cost", "plan lane autobus")
        for filter in (Filter(), english)
    ]
    answers = []
    for index in (embedded, remote):
        index.add(passages)
        index.add(again)
        index.remove(Filter({"case_id": ("c5", "c6")}))
        answers.append(index.search(plans))
        index.close()
    for mine, theirs in zip(*answers, strict=True):
        assert [candidate.score for candidate in mine] == pytest.approx(
            [candidate.score for candidate in theirs], abs=2e-5
        )
        assert ids(mine) == ids(theirs)


def test_a_server_that_does_not_answer_is_named_as_the_cause() -> None:
    client = QdrantClient(url="http://127.0.0.1:9", check_compatibility=False)
    with pytest.raises(Unavailable, match="Qdrant server"):
        open_server_index(client, "test", ENCODER, DIMENSION)
    client.close()


def test_a_collection_of_somebody_else_is_left_alone() -> None:
    client = QdrantClient(":memory:")
    client.create_collection("theirs", vectors_config={})
    with pytest.raises(Unavailable, match="CASEBOOK_QDRANT_COLLECTION"):
        open_server_index(client, "theirs", ENCODER, DIMENSION)


def test_keyword_plans_may_weigh_terms(index: PassageIndex) -> None:
    index.add([passage("c.d.0", text="tram"), passage("c.d.1", text="bus")])
    tram, bus = (words(word).indices[0] for word in ("tram", "bus"))
    assert ids(index.search([KeywordPlan(Sparse((tram, bus), (1.0, 2.0)), 2)])[0]) == ["c.d.1", "c.d.0"]
