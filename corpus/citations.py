"""A citation as the API sends it and the front end shows it: the same work in every style, and as files for reference managers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import Field

from corpus.results import Answer


class StyledCitation(Answer):
    """One line of a bibliography."""

    text: str = Field(description="plain text")
    html: str = Field(description="the same with italics where the style wants them")


class CitationAnswer(Answer):
    """How to cite a case, or a passage of it with its page."""

    styles: Mapping[str, StyledCitation] = Field(description="apa, chicago or vancouver -> the citation in that style")
    bibtex: str = Field(description="a BibTeX entry")
    ris: str = Field(description="an RIS record")
    csl: Mapping[str, Any] = Field(description="a CSL-JSON item")
    uri: str = Field(description="address that stays, for what is cited")
