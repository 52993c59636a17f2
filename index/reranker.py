"""A cross-encoder that reads query and passage together: any sentence-transformers CrossEncoder, by name or folder; none by default."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from corpus.errors import Unavailable
from corpus.settings import Settings
from index.libraries import first_line, forbid_calls_home, only_errors

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

BATCH = 16
"""Pairs in one forward pass."""


class Reranker:
    """An open model. Safe to use from several threads: they take turns."""

    def __init__(self, model: CrossEncoder, name: str) -> None:
        self.name = name
        self._model = model
        self._lock = threading.Lock()

    def scores(self, query: str, texts: Sequence[str]) -> list[float]:
        """How well each text answers the query, on the model's own scale: only their order and distances mean something."""
        with self._lock:
            found = self._model.predict([(query, text) for text in texts], batch_size=BATCH, show_progress_bar=False)
        return [float(score) for score in np.asarray(found, np.float64).reshape(len(texts))]


def open_reranker(settings: Settings) -> Reranker | None:
    """Open the cross-encoder that the settings name, None where they name none; a folder is opened without any request to the hub.

    Unavailable where it cannot be loaded, or gives more than one score for a pair.
    """
    if not settings.reranker:
        return None
    forbid_calls_home()
    is_local = Path(settings.reranker).is_dir()
    try:
        with only_errors():
            # Imported here: it takes seconds, which an archive without a reranker should not pay.
            from sentence_transformers import CrossEncoder

            model = CrossEncoder(settings.reranker, local_files_only=is_local)
    except Exception as error:
        # The libraries raise anything from OSError to a bare Exception for a model that cannot be loaded.
        raise Unavailable(f"the reranker {settings.reranker!r} cannot be opened: {first_line(error)}") from error
    if model.num_labels != 1:
        raise Unavailable(
            f"the reranker {settings.reranker!r} gives {model.num_labels} scores for a pair; it must give one"
        )
    return Reranker(model, settings.reranker)
