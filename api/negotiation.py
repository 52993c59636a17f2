"""Choosing the form and the language of an answer by what the request accepts (RFC 9110, section 12)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from fastapi import Request
from werkzeug.datastructures import LanguageAccept, MIMEAccept
from werkzeug.http import parse_accept_header

from api.problems import LONGEST_ECHO
from corpus.errors import NotAcceptable
from corpus.results import InterfaceLanguage
from corpus.vocabulary import INTERFACE_LANGUAGES

HTML = "text/html"
JSON = "application/json"
JSON_LD = "application/ld+json"
TURTLE = "text/turtle"

VARY = "Accept, Accept-Language"


def chosen_form(request: Request, offered: Sequence[str]) -> str:
    """The media type that fits the `Accept` header best; the first offered where none is preferred. NotAcceptable names all.

    Parameters of a media range (`profile`, `charset`) are passed over: every form is offered in one variant only.
    """
    header = request.headers.get("accept") or "*/*"
    ranges = [(name.partition(";")[0].strip(), quality) for name, quality in parse_accept_header(header, MIMEAccept)]
    if best := MIMEAccept(ranges).best_match(offered):
        return best
    raise NotAcceptable(f"{header[:LONGEST_ECHO]!r} is not offered here; offered are: {', '.join(offered)}")


def chosen_language(request: Request) -> InterfaceLanguage:
    """The interface language that fits the `Accept-Language` header best, by the first part of each tag; else English."""
    header = request.headers.get("accept-language", "")
    tags = [(tag.partition("-")[0], quality) for tag, quality in parse_accept_header(header, LanguageAccept)]
    best = LanguageAccept(tags).best_match(INTERFACE_LANGUAGES, default="en")
    return cast(InterfaceLanguage, best)
