"""Opening the passage index that the settings name: inside this process, or on a Qdrant server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus.settings import Settings
from index.encoder import Encoder
from index.passages import PassageIndex

if TYPE_CHECKING:
    from qdrant_client import QdrantClient

SERVER_SECONDS = 60
"""How long a Qdrant server may take to answer."""


def open_client(settings: Settings) -> QdrantClient:
    """A client of the Qdrant server that the settings name. It asks nothing yet: what it is first used for says if none answers."""
    from qdrant_client import QdrantClient

    return QdrantClient(
        url=settings.qdrant_url, api_key=settings.qdrant_api_key, timeout=SERVER_SECONDS, check_compatibility=False
    )


def open_index(settings: Settings, encoder: Encoder) -> PassageIndex:
    """Open the index, or make an empty one; EncoderMismatch where it holds vectors of another encoder."""
    # Imported here: only one of the two engines is needed.
    if settings.qdrant_url:
        from index.server import open_server_index

        return open_server_index(open_client(settings), settings.qdrant_collection, encoder.name, encoder.dimension)
    from index.edge import open_edge_index

    return open_edge_index(settings.index_dir, encoder.name, encoder.dimension)
