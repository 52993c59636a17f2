"""The words around questions, in the language of whoever fills in a form."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Literal, get_args

import yaml
from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_time, get_timezone_name
from babel.numbers import format_percent
from fastapi import Request
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

PageLanguage = Literal["en", "es", "fr", "ko", "ar"]
LANGUAGES: tuple[str, ...] = get_args(PageLanguage)
"""In which pages have all their words; questions may come in others."""


@cache
def _words() -> Mapping[str, Mapping[str, str]]:
    text = resources.files("api.feedback").joinpath("words.yaml").read_text("utf-8")
    words: Mapping[str, Mapping[str, str]] = yaml.safe_load(text)
    return words


def say(name: str, language: str, /, **values: object) -> str:
    """Words in a language, in English where there are none in it, with values filled in."""
    told = _words()[name]
    return told.get(_main(language), told["en"]).format(**values)


def frame_language(language: str) -> str:
    """The language in which `say` speaks to a reader of this one."""
    return language if _main(language) in LANGUAGES else "en"


def moment(time: dt.datetime, language: str) -> str:
    """Day and time to the minute, in the zone that the time is in, as the language writes them."""
    locale = locale_of(language)
    clock = format_time(time, "HH:mm", time.tzinfo, locale)
    return f"{format_date(time, 'long', locale)} {clock} ({get_timezone_name(time, 'short', locale=locale)})"


def percent(share: float, language: str) -> str:
    return format_percent(round(share, 2), locale=locale_of(language))


def own_name(language: str) -> str:
    """A language as it calls itself."""
    try:
        return Locale.parse(language, sep="-").get_display_name() or language
    except (UnknownLocaleError, ValueError):
        return language


def locale_of(language: str) -> Locale:
    return Locale(_main(frame_language(language)))


def direction(language: str) -> str:
    """The value of HTML's `dir`."""
    try:
        return Locale(_main(language)).text_direction
    except UnknownLocaleError:
        return "ltr"


def _main(language: str) -> str:
    return language.partition("-")[0]


def page_language(request: Request, offered: tuple[str, ...]) -> str:
    """`lang` of the address where it is offered, else what the browser asks for by the first part of each tag, else the first offered."""
    asked = request.query_params.get("lang", "")
    if asked in offered:
        return asked
    header = parse_accept_header(request.headers.get("accept-language", ""), LanguageAccept)
    by_main = {_main(tag): tag for tag in reversed(offered)}
    best = LanguageAccept([(_main(tag), quality) for tag, quality in header]).best_match(by_main)
    return by_main[best] if best else offered[0]
