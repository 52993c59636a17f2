"""Lists that a trainer has in a spreadsheet already: rooms, people and participants, read from CSV as Excel writes it."""

from ingest.lists.read import read_list
from ingest.lists.template import template_csv

__all__ = ["read_list", "template_csv"]
