"""Opening the passage index that the settings name: inside this process, or on a Qdrant server."""

from __future__ import annotations

from corpus.settings import Settings
from index.encoder import Encoder
from index.passages import PassageIndex


def open_index(settings: Settings, encoder: Encoder) -> PassageIndex:
    """Open the index, or make an empty one; EncoderMismatch where it holds vectors of another encoder."""
    # Imported here: only one of the two engines is needed.
    if settings.qdrant_url:
        from qdrant_client import QdrantClient

        from index.server import open_server_index

        client = QdrantClient(url=settings.qdrant_url, api_key=settings.qdrant_api_key)
        return open_server_index(client, settings.qdrant_collection, encoder.name, encoder.dimension)
    from index.edge import open_edge_index

    return open_edge_index(settings.index_dir, encoder.name, encoder.dimension)
