"""A programme put beside an archive, for tests that walk every address and need one to be there."""

from __future__ import annotations

from contextlib import closing
from unittest.mock import patch

from corpus.programme.stored import Visibility
from corpus.settings import Settings
from index.catalogue import open_catalogue
from index.programmes import ProgrammeStore
from tests.programmes import small_programme

EXAMPLE_ID = "b3JnYW5pc2Vy"
"""The example of the OpenAPI document for a programme's id."""


def public_programme(settings: Settings) -> str:
    """Its id, `EXAMPLE_ID`; the archive of the settings may be open elsewhere."""
    chosen = patch("index.programmes.store.secrets.token_urlsafe", return_value=EXAMPLE_ID)
    with closing(open_catalogue(settings.catalogue)) as catalogue, chosen:
        kept, _ = ProgrammeStore(catalogue.engine).create(small_programme(), visibility=Visibility.public)
        return kept.id
