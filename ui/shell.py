"""The HTML page that Streamlit's front end starts in, with Casebook's title, language, icon, type and colours from the first byte."""

from __future__ import annotations

import re
from functools import cache
from html import escape
from pathlib import Path

from streamlit import file_util

from corpus.results import InterfaceLanguage
from ui.wording import direction, wording

STYLESHEETS = ("fonts.css", "base.css", "search.css", "case.css", "takeaway.css", "matrix.css", "planner.css")
SCRIPTS = ("downloads.js", "dialogs.js")
"""They spare a new tab, a plain download or a selection by hand; nothing stops working without them."""
STATIC = Path(__file__).parent / "static"

_REPLACED = (
    (re.compile(r"<title>.*?</title>"), ""),
    (re.compile(r'<link rel="shortcut icon"[^>]*>'), ""),
    # Streamlit's own typeface, which we do not use, would be the first thing that the browser loads.
    (re.compile(r'<link\s+rel="preload"[^>]*as="font"[^>]*>', re.DOTALL), ""),
)


@cache
def _streamlit_page() -> str:
    return (Path(file_util.get_static_dir()) / "index.html").read_text("utf-8")


@cache
def version() -> str:
    """Changes when a stylesheet or script does, so that a browser never mixes an old one with a new page."""
    modules = (file.relative_to(STATIC).as_posix() for file in (STATIC / "planner").glob("*.js"))
    newest = max((STATIC / name).stat().st_mtime_ns for name in (*STYLESHEETS, *SCRIPTS, *modules))
    return format(newest // 10**6, "x")


def _head(language: InterfaceLanguage) -> str:
    title = wording(language).gettext("Urban policy cases")
    return (
        f"<title>{title} – Casebook</title>"
        '<link rel="icon" href="./assets/favicon.svg" type="image/svg+xml">'
        '<meta name="color-scheme" content="light dark">'
        '<link rel="preload" href="./assets/fonts/inter-latin-wght-normal.woff2" as="font" type="font/woff2" crossorigin>'
        f"{_files()}"
    )


def _files() -> str:
    links = (f'<link rel="stylesheet" href="./assets/{name}?{version()}">' for name in STYLESHEETS)
    scripts = (f'<script type="module" src="./assets/{name}?{version()}"></script>' for name in SCRIPTS)
    return "".join((*links, *scripts))


def plain_page(language: InterfaceLanguage, title: str, body: str) -> str:
    """A page of its own, without Streamlit; `body` is HTML, `title` is text. A link to it may be opened in a dialog."""
    close = wording(language).gettext("Close")
    return (
        f'<!DOCTYPE html><html lang="{language}" dir="{direction(language)}" data-close="{escape(close)}"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title>{_files()}{body}</html>"
    )


def shell(language: InterfaceLanguage, open_search: str, feed: str) -> str:
    """The page for a reader of this language, with the address of the search's description and of the present search's feed."""
    links = (
        f'<link rel="search" type="application/opensearchdescription+xml" title="Casebook" href="{escape(open_search)}">'
        f'<link rel="alternate" type="application/atom+xml" title="Casebook" id="feed" href="{escape(feed)}">'
    )
    return _page(language).replace("</head>", f"{links}</head>")


@cache
def _page(language: InterfaceLanguage) -> str:
    page = _streamlit_page()
    for pattern, replacement in _REPLACED:
        page = pattern.sub(replacement, page)
    page = page.replace('<html lang="en">', f'<html lang="{language}" dir="{direction(language)}">')
    return page.replace("</head>", f"{_head(language)}</head>")
