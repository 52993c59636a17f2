"""The catalogue: cases, their versions, documents and passages' text in a database. It is the truth; the index is made from it."""

from index.catalogue.changes import CaseDates, ChangeLog
from index.catalogue.gaps import GapStore
from index.catalogue.harvest import HarvestLog, HarvestPlace, HarvestRecord, HarvestSelection
from index.catalogue.history import CaseVersion, Change, History, Obstacle, Past
from index.catalogue.overview import CaseSummary
from index.catalogue.store import Catalogue, NewCase, ParsedDocument, StoredCase, Version, open_catalogue

__all__ = [
    "CaseDates",
    "CaseSummary",
    "CaseVersion",
    "Catalogue",
    "Change",
    "ChangeLog",
    "GapStore",
    "HarvestLog",
    "HarvestPlace",
    "HarvestRecord",
    "HarvestSelection",
    "History",
    "NewCase",
    "Obstacle",
    "ParsedDocument",
    "Past",
    "StoredCase",
    "Version",
    "open_catalogue",
]
