"""What counts as a term, in many scripts, and the weights of terms."""

from __future__ import annotations

import pytest

from index.keywords import embed_passage, embed_query, keyword_terms


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("Études d’impact à São Paulo", "etudes d impact a sao paulo"),
        ("CO₂, ½ and ＡＢＣ", "co2 1 2 and abc"),
        ("Łódź, Straße, İzmir, smørrebrød", "lodz strasse izmir smorrebrod"),
        ("snake_case e-mail 1,200.5", "snake case e mail 1 200 5"),
        ("Αθήνα Ёлка", "αθηνα елка"),
        ("قَلَصَت الرُسومُ", "قلصت الرسوم"),
        ("हिन्दी में नीति", "हिन्दी में नीति"),
        ("politi\u00adcal pro\u200bgramme", "political programme"),
        ("서울", "서울"),
        ("버스전용차로", "버스 스전 전용 용차 차로"),
        ("2004년에 BRT노선", "2004 년에 brt 노선"),
        ("東京都のガス", "東京 京都 都の のガ ガス"),
        ("ﾊﾞｽ", "バス"),
        ("水", "水"),
        ("ที่ดิน", "ที่ดิ ดิน"),
        ("", ""),
        ("?! …", ""),
    ],
)
def test_terms_are_folded_words_and_pairs_of_characters(text: str, terms: str) -> None:
    assert keyword_terms(text) == terms.split()


def test_decomposed_text_has_the_same_terms() -> None:
    assert keyword_terms("서울 é") == keyword_terms("서울 é")


@pytest.mark.parametrize(
    ("query", "passage"),
    [
        ("버스전용차로", "중앙버스전용차로를 설치하였다."),
        ("拥堵费", "伦敦的拥堵收费和拥堵费减少了交通"),
        ("energia", "Eficiencia en la Energía"),
    ],
)
def test_a_query_is_found_inside_longer_words(query: str, passage: str) -> None:
    assert set(embed_query(query).indices) <= set(embed_passage(passage).indices)


def test_different_words_share_no_term() -> None:
    assert not set(embed_query("tramway").indices) & set(embed_passage("bus lanes, in the city").indices)


def test_a_text_without_terms_has_an_empty_vector() -> None:
    for empty in (embed_query(" ?"), embed_passage("...")):
        assert (empty.indices, empty.values) == ((), ())


def test_a_query_counts_its_terms() -> None:
    assert dict(zip(embed_query("bus and Bus").indices, embed_query("bus and Bus").values, strict=True)) == {
        embed_query("bus").indices[0]: 2.0,
        embed_query("and").indices[0]: 1.0,
    }


def test_repetition_and_brevity_raise_a_terms_weight() -> None:
    bus = embed_query("bus").indices[0]

    def weight(text: str) -> float:
        vector = embed_passage(text)
        return vector.values[vector.indices.index(bus)]

    assert weight("bus") < weight("bus bus") < 2 * weight("bus")
    assert weight("bus " + "word " * 300) < weight("bus")


def test_indices_are_unique() -> None:
    indices = embed_passage("the bus, the tram and the bus again").indices
    assert len(indices) == len(set(indices)) == 5
