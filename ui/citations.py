"""Citations on a page: where they are opened, what they are called, and the little markup of theirs that is let through."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

import nh3
from markupsafe import Markup

from corpus.citation import CitationAnswer

STYLE_NAMES: Mapping[str, str] = {"apa": "APA", "chicago": "Chicago", "vancouver": "Vancouver"}
"""Names of styles, in the order in which they are shown; they are the same in every language."""

_KEPT = {"i", "em", "b", "strong", "sup", "sub"}


@dataclass(frozen=True)
class CitationFile:
    """A citation as a file that a reference manager opens."""

    name: str
    media_type: str
    content: Callable[[CitationAnswer], str]


FILES: Mapping[str, CitationFile] = {
    "bib": CitationFile("BibTeX", "application/x-bibtex", lambda answer: answer.bibtex),
    "ris": CitationFile("RIS", "application/x-research-info-systems", lambda answer: answer.ris),
    "csl.json": CitationFile(
        "CSL-JSON",
        "application/vnd.citationstyles.csl+json",
        lambda answer: json.dumps([dict(answer.csl)], ensure_ascii=False),
    ),
}
"""Ending of the file -> how it is made."""


def citation_address(language: str, *, case: str = "", passage: str = "", ending: str = "") -> str:
    """Where the front end's own server shows the citation of a case or a passage, or with an ending of `FILES` hands it out."""
    params = {"case": case, "passage": passage, "as": ending, "lang": language}
    return "citation?" + urlencode({name: value for name, value in params.items() if value})


def sifted(html: str) -> Markup:
    """The citation with its italics; any other markup in it is left out, since titles come from files that nobody vouches for."""
    return Markup(nh3.clean(html, tags=_KEPT, attributes={}))
