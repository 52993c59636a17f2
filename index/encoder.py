"""The encoder: text to unit vectors, by any sentence-transformers model, for queries, passages and the sentences of passages."""

from __future__ import annotations

import hashlib
import importlib
import os
import re
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

import numpy as np

from corpus.errors import Unavailable
from corpus.passage import Span
from corpus.settings import DEFAULT_ENCODER, Settings
from index.libraries import first_line, forbid_calls_home, only_errors
from index.passages import Vector
from index.unpack import KEEP_PRE_TOKENIZER, PROMPTS, read_stamp

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

BATCH = 16
"""Texts in one forward pass: what a query waits for at most while passages are embedded."""

QUERY_PROMPTS = ("query",)
PASSAGE_PROMPTS = ("passage", "document", "corpus")
"""Names under which models keep their prompts, the first that is set wins."""

E5_NAME = re.compile(r"(?:^|[/-])e5-(?:small|base|large)(?:-v2)?$")
"""The E5 models on the hub need the prompts of `unpack.PROMPTS` but do not store them."""


@dataclass(frozen=True, slots=True)
class PassageText:
    """What the encoder reads of a passage."""

    text: str
    context: str
    """Put before the text for the encoder only: title, city, heading path; may be empty."""
    sentences: tuple[Span, ...]
    """In `text`."""


@dataclass(frozen=True, slots=True)
class Embedded:
    dense: Vector
    """Of context and text, shape (dimension,), unit length."""
    sentences: Vector
    """One row for each sentence, shape (sentences, dimension), unit length; of a passage without sentences, `dense` as one row."""


class Encoder:
    """An open model. Safe to use from several threads: they take turns, a batch at a time."""

    def __init__(self, model: SentenceTransformer, name: str, prompts: dict[str, str]) -> None:
        self.name = name
        """Model and revision; vectors of different names must not be compared."""
        self._model = model
        self._query_prompt = _first(prompts, QUERY_PROMPTS)
        self._passage_prompt = _first(prompts, PASSAGE_PROMPTS)
        # Neither OpenVINO's request nor the tokenizer's truncation may be used by two threads at once.
        self._lock = threading.Lock()
        self.dimension = len(self.embed_query("dimension"))

    def embed_query(self, text: str) -> Vector:
        """Shape (dimension,), unit length."""
        return cast(Vector, self._embed([text], self._query_prompt)[0])

    def embed_texts(self, texts: Sequence[str]) -> Vector:
        """Shape (texts, dimension), unit length; prompted as queries, which is right for labels and short texts compared alike."""
        if not texts:
            return np.zeros((0, self.dimension), np.float32)
        return self._embed(texts, self._query_prompt)

    def embed_passages(self, passages: Sequence[PassageText]) -> list[Embedded]:
        """In the order given. Text beyond the model's limit (512 tokens for the default) counts for nothing.

        Sentences are embedded by themselves, without the context: for finding the one that answers a query, the mean of their
        tokens as read within the passage was right in 80 % of 579 cases against 93 %, and in 58 against 80 % across languages.
        """
        if not passages:
            return []
        dense = self._embed([_with_context(passage) for passage in passages], self._passage_prompt)
        sentences = [passage.text[span.start : span.end] for passage in passages for span in passage.sentences]
        rows = self._embed(sentences, self._passage_prompt) if sentences else dense[:0]
        ends = np.cumsum([len(passage.sentences) for passage in passages])[:-1]
        split = np.split(rows, ends)
        return [Embedded(vector, own if len(own) else vector[None]) for vector, own in zip(dense, split, strict=True)]

    def _embed(self, texts: Sequence[str], prompt: str) -> Vector:
        """Shape (texts, dimension), unit length."""
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        rows: dict[int, Vector] = {}
        for batch in _batches(order):
            with self._lock:
                found = self._model.encode([prompt + texts[i] for i in batch], prompt="", show_progress_bar=False)
            rows.update(zip(batch, np.asarray(found, np.float32), strict=True))
        return _unit(np.stack([rows[i] for i in range(len(texts))]))


def open_encoder(settings: Settings) -> Encoder:
    """Open the encoder that the settings name; takes seconds. Unpacks nothing.

    A folder is opened without any request to the hub; any other name is a model there. Raises Unavailable where the default is not
    unpacked yet or the model cannot be loaded.
    """
    folder = _folder(settings)
    forbid_calls_home()
    try:
        with only_errors():
            model = _load(settings, folder)
    except Exception as error:
        # The libraries raise anything from OSError to a bare Exception for a model that cannot be loaded.
        raise Unavailable(f"the encoder {settings.encoder!r} cannot be opened: {first_line(error)}") from error
    return Encoder(model, _name(settings.encoder, folder, model), _prompts(settings.encoder, model))


def _folder(settings: Settings) -> Path | None:
    """The folder of the model, None for one of the hub."""
    if settings.encoder == DEFAULT_ENCODER:
        folder = settings.models_dir / DEFAULT_ENCODER
        if read_stamp(folder) is None:
            raise Unavailable(f"the encoder is not in {folder} yet; run: casebook setup")
        return folder
    folder = Path(settings.encoder)
    return folder if folder.is_dir() else None


def _load(settings: Settings, folder: Path | None) -> SentenceTransformer:
    # Imported here: it takes seconds, which commands that embed nothing should not pay.
    from sentence_transformers import SentenceTransformer

    threads = settings.encoder_threads or len(os.sched_getaffinity(0))
    backend = cast(Literal["torch", "onnx", "openvino"], settings.encoder_backend)
    model: SentenceTransformer = SentenceTransformer(
        str(folder or settings.encoder),
        backend=backend,
        device=None if backend == "torch" else "cpu",
        local_files_only=folder is not None,
        model_kwargs=_model_options(backend, threads),
        processor_kwargs=dict(KEEP_PRE_TOKENIZER) if folder and read_stamp(folder) else None,
    )
    return model


def _model_options(backend: str, threads: int) -> dict[str, Any]:
    """Options that hold the backend to so many threads."""
    if backend == "openvino":
        return {"ov_config": {"INFERENCE_NUM_THREADS": threads, "PERFORMANCE_HINT": "LATENCY"}}
    if backend == "onnx":
        # An optional package: where it is missing, opening the encoder fails with its name.
        options = importlib.import_module("onnxruntime").SessionOptions()
        options.intra_op_num_threads = threads
        return {"session_options": options}
    import torch

    torch.set_num_threads(threads)
    return {}


def _name(model_name: str, folder: Path | None, model: SentenceTransformer) -> str:
    if folder is None:
        commit = getattr(model.config, "_commit_hash", None)
        return f"{model_name}@{(commit or 'unknown')[:12]}"
    stamp = read_stamp(folder)
    return f"{stamp['model']}@{stamp['revision']}" if stamp else f"{folder.resolve().name}@{_fingerprint(folder)}"


def _fingerprint(folder: Path) -> str:
    """Twelve hexadecimal digits of what decides the vectors: configurations and tokenizer in full, weights by size, start and end.

    Exports to OpenVINO and ONNX are left out: they come and go with the backend and give the same vectors.
    """
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        if path.suffix in {".json", ".txt", ".model"} and not {"openvino", "onnx"} & set(name.parts):
            digest.update(f"{name}\0".encode() + path.read_bytes())
        elif path.suffix in {".safetensors", ".bin"} and "openvino" not in name.parts:
            digest.update(f"{name}\0{path.stat().st_size}\0".encode() + _ends(path))
    return digest.hexdigest()[:12]


def _ends(path: Path, size: int = 1 << 16) -> bytes:
    with path.open("rb") as file:
        start = file.read(size)
        file.seek(max(0, path.stat().st_size - size))
        return start + file.read(size)


def _prompts(model_name: str, model: SentenceTransformer) -> dict[str, str]:
    stored = {name: prompt or "" for name, prompt in model.prompts.items()}
    return dict(PROMPTS) if not any(stored.values()) and E5_NAME.search(model_name) else stored


def _first(prompts: dict[str, str], names: Sequence[str]) -> str:
    return next((prompts[name] for name in names if prompts.get(name)), "")


def _with_context(passage: PassageText) -> str:
    return f"{passage.context}\n{passage.text}" if passage.context else passage.text


def _unit(rows: Vector) -> Vector:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return cast(Vector, (rows / np.maximum(lengths, 1e-12)).astype(np.float32))


def _batches(order: Sequence[int]) -> Iterator[Sequence[int]]:
    """Longest first, so that a batch too big for the memory shows at once."""
    longest_first = order[::-1]
    yield from (longest_first[start : start + BATCH] for start in range(0, len(order), BATCH))
