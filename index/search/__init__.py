"""Hybrid search over the archive: passages by meaning and by words, their scores added, grouped by case, with facets and reasons."""

from index.search.engine import SearchEngine, open_search, search_in

__all__ = ["SearchEngine", "open_search", "search_in"]
