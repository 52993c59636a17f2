"""Older states of the archive, made again so that a search of then can be repeated.

The order of a list depends on the whole archive: the middle of its vectors, the rarity of its words. A view on the present index that
leaves cases out would rank otherwise, so a past state becomes an archive of its own, and the same search runs on it.
"""

from index.past.archives import PastArchive, PastArchives, why_gone

__all__ = ["PastArchive", "PastArchives", "why_gone"]
