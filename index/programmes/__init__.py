"""Training programmes in the catalogue: kept by version, opened by keys."""

from index.programmes.pinned import PinnedCase, pinned_cases
from index.programmes.store import Keys, Permission, ProgrammeStore, roster_digest

__all__ = ["Keys", "Permission", "PinnedCase", "ProgrammeStore", "pinned_cases", "roster_digest"]
