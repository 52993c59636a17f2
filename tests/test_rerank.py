"""A cross-encoder that the settings name reads the best passages again; one that cannot be used is refused with a sentence."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest
from fake_index import FakeArchive, archive, empty_archive, filled, found, search

from corpus.errors import Unavailable
from corpus.settings import Settings
from index.encoder import Encoder
from index.reranker import Reranker, open_reranker
from index.search import open_search

__all__ = ["archive", "empty_archive", "filled"]


@pytest.fixture(scope="module")
def model_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real cross-encoder, very small and untrained, in a folder."""
    from sentence_transformers import CrossEncoder
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import Whitespace
    from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

    made, folder = tmp_path_factory.mktemp("made"), tmp_path_factory.mktemp("reranker")
    words = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "buses", "toll", "water")
    tokenizer = Tokenizer(WordLevel({word: place for place, word in enumerate(words)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, pad_token="[PAD]", unk_token="[UNK]", cls_token="[CLS]", sep_token="[SEP]"
    ).save_pretrained(made)
    sizes = {"vocab_size": len(words), "hidden_size": 8, "num_hidden_layers": 1, "num_attention_heads": 1}
    BertForSequenceClassification(BertConfig(**sizes, intermediate_size=8, num_labels=1)).save_pretrained(made)
    CrossEncoder(str(made), local_files_only=True).save(str(folder))
    return folder


class Likes:
    """Stands in for a cross-encoder that likes texts with one word."""

    def __init__(self, word: str) -> None:
        self.word, self.name = word, f"likes {word}"
        self.asked: list[str] = []

    def scores(self, query: str, texts: list[str]) -> list[float]:
        self.asked.append(query)
        return [float(self.word in text) for text in texts]


def reranked(archive: FakeArchive, word: str) -> list[str]:
    reranker = cast(Reranker, Likes(word))
    engine = open_search(archive.catalogue, archive.index, cast(Encoder, archive.encoder), reranker)
    return found(search(FakeArchive(archive.catalogue, archive.index, archive.encoder, engine), "water"))


def test_what_the_model_likes_moves_up_and_nothing_is_lost(archive: FakeArchive) -> None:
    before = found(search(archive, "water"))
    assert len(before) == 2
    orders = {tuple(reranked(archive, word)) for word in ("páramo", "régie")}
    assert {tuple(sorted(order)) for order in orders} == {tuple(sorted(before))}
    assert len(orders) == 2, "what it likes decides between two that the search holds for nearly alike"


def test_a_model_in_a_folder_scores_pairs(model_folder: Path) -> None:
    reranker = open_reranker(Settings(_env_file=None, reranker=str(model_folder)))
    assert reranker is not None
    scores = reranker.scores("toll", ["toll", "water buses", ""])
    assert len(scores) == 3
    assert scores == reranker.scores("toll", ["toll", "water buses", ""])


def test_without_the_setting_there_is_none() -> None:
    assert open_reranker(Settings(_env_file=None)) is None


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match=r"the reranker .* cannot be opened"):
        open_reranker(Settings(_env_file=None, reranker=str(tmp_path)))
