"""What counts as a term, in many scripts, and the weights of terms."""

from __future__ import annotations

import pytest
from index_examples import UNSTEMMED, words

from index.keywords import embed_passage, embed_query, keyword_terms, word_alternatives
from index.passages import Sparse


def in_passage(text: str) -> Sparse:
    """Weights of the words of a passage as they stand."""
    return embed_passage([(text, UNSTEMMED)])


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
        ("東京都のガス", "东京 京都 都の のガ ガス"),
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
    ("language", "text", "stems"),
    [
        ("en", "running cities", "run citi"),
        ("en-GB", "trams", "tram"),
        ("es", "autobuses eléctricos", "autobus electr"),
        ("de", "öffentlicher Verkehr", "offent verkehr"),
        ("ar", "السيارات", "سيار"),
        ("ko", "버스노선", "버스 스노 노선"),
        ("en", "서울 buses 2004", "서울 bus 2004"),
        ("sw", "mabasi", "mabasi"),
        (UNSTEMMED, "trams", "trams"),
    ],
)
def test_words_are_cut_to_the_stems_of_their_language(language: str, text: str, stems: str) -> None:
    assert keyword_terms(text, language) == stems.split()


def test_who_leaves_accents_out_gets_the_same_stems() -> None:
    for language, with_accents, without in (("fr", "électriques", "electriques"), ("es", "gestión", "gestion")):
        assert keyword_terms(with_accents, language) == keyword_terms(without, language)


def test_traditional_characters_and_kanji_have_the_terms_of_simplified_ones() -> None:
    assert keyword_terms("臺北捷運") == keyword_terms("台北捷运") == ["台北", "北捷", "捷运"]
    assert keyword_terms("東京都", "ja") == keyword_terms("东京都", "zh")


def test_a_word_of_a_query_stands_for_its_stems_in_every_language() -> None:
    assert word_alternatives("autobuses", ("en", "ko", "es")) == [("autobus", "autobuses")]
    assert word_alternatives("autobuses", ()) == word_alternatives("autobuses", ("ko",)) == [("autobuses",)]
    assert word_alternatives("taxes", ("en", "es", "fr")) == [("tax",)], "each stem once"


def test_a_run_of_an_unspaced_script_is_one_word_for_each_pair() -> None:
    assert word_alternatives("버스노선 taxes", ("en", "fr")) == [("버스",), ("스노",), ("노선",), ("tax",)]


def test_stop_words_are_left_out_of_a_query_in_their_language_only() -> None:
    assert word_alternatives("the tram of the city", ("en",), "en") == [("tram",), ("citi",)]
    assert word_alternatives("los tranvías", ("es",), "es-MX") == word_alternatives("tranvías", ("es",))
    for own in (None, "ko", "sw"):
        assert word_alternatives("the tram", ("en",), own) == [("the",), ("tram",)]


def test_a_query_of_stop_words_alone_keeps_them() -> None:
    assert word_alternatives("to be or not to be", ("en",), "en") == [
        ("to",), ("be",), ("or",), ("not",), ("to",), ("be",),
    ]  # fmt: skip


def test_any_of_the_stems_finds_a_passage_in_its_language() -> None:
    asked = embed_query((term, 1.0) for terms in word_alternatives("eléctricos", ("en", "es")) for term in terms)
    assert set(asked.indices) & set(embed_passage([("autobús eléctrico", "es")]).indices)


def test_a_passage_has_the_terms_of_all_its_texts_each_in_its_language() -> None:
    both = embed_passage([("running", "en"), ("tranvías", "es")])
    assert set(both.indices) == {*in_passage("run").indices, *words("tranvi").indices}


@pytest.mark.parametrize(
    ("query", "passage"),
    [
        ("버스전용차로", "중앙버스전용차로를 설치하였다."),
        ("拥堵费", "伦敦的拥堵收费和拥堵费减少了交通"),
        ("energia", "Eficiencia en la Energía"),
    ],
)
def test_a_query_is_found_inside_longer_words(query: str, passage: str) -> None:
    assert set(words(query).indices) <= set(in_passage(passage).indices)


def test_different_words_share_no_term() -> None:
    assert not set(words("tramway").indices) & set(in_passage("bus lanes, in the city").indices)


def test_a_text_without_terms_has_an_empty_vector() -> None:
    for empty in (words(" ?"), in_passage("...")):
        assert (empty.indices, empty.values) == ((), ())


def test_a_query_counts_its_terms() -> None:
    counted = embed_query([("bus", 1.0), ("and", 0.5), ("bus", 1.0)])
    assert dict(zip(counted.indices, counted.values, strict=True)) == {
        words("bus").indices[0]: 2.0,
        words("and").indices[0]: 0.5,
    }


def test_repetition_and_brevity_raise_a_terms_weight() -> None:
    bus = words("bus").indices[0]

    def weight(text: str) -> float:
        vector = in_passage(text)
        return vector.values[vector.indices.index(bus)]

    assert weight("bus") < weight("bus bus") < 2 * weight("bus")
    assert weight("bus " + "word " * 300) < weight("bus")


def test_indices_are_unique() -> None:
    indices = in_passage("the bus, the tram and the bus again").indices
    assert len(indices) == len(set(indices)) == 5
