"""Where documents come from: addresses, sitemaps, feeds, OAI-PMH endpoints, bulk files, files and folders.

Each is a `Source` and yields `Item`s; `gather` turns any of them into local paths, which ingestion takes like any other file.
"""

from ingest.sources.contract import Item, Known, Source

__all__ = ["Item", "Known", "Source"]
