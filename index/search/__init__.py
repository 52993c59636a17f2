"""Hybrid search over the archive: passages by meaning and by words, fused by rank, grouped by case, with facets and reasons."""

from index.search.engine import SearchEngine, open_search

__all__ = ["SearchEngine", "open_search"]
