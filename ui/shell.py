"""The HTML page that Streamlit's front end starts in, with Casebook's title, language, icon, type and colours from the first byte."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from streamlit import file_util

from corpus.results import InterfaceLanguage
from ui.wording import direction, wording

STYLESHEETS = ("fonts.css", "base.css", "search.css", "case.css")
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
def _version() -> str:
    """Changes when a stylesheet does, so that a browser never mixes an old one with a new page."""
    newest = max((STATIC / name).stat().st_mtime_ns for name in STYLESHEETS)
    return format(newest // 10**6, "x")


def _head(language: InterfaceLanguage) -> str:
    title = wording(language).gettext("Urban policy cases")
    links = "".join(f'<link rel="stylesheet" href="./assets/{name}?{_version()}">' for name in STYLESHEETS)
    return (
        f"<title>{title} – Casebook</title>"
        '<link rel="icon" href="./assets/favicon.svg" type="image/svg+xml">'
        '<meta name="color-scheme" content="light dark">'
        '<link rel="preload" href="./assets/fonts/inter-latin-wght-normal.woff2" as="font" type="font/woff2" crossorigin>'
        f"{links}"
    )


@cache
def shell(language: InterfaceLanguage) -> str:
    """The page for a reader of this language."""
    page = _streamlit_page()
    for pattern, replacement in _REPLACED:
        page = pattern.sub(replacement, page)
    page = page.replace('<html lang="en">', f'<html lang="{language}" dir="{direction(language)}">')
    return page.replace("</head>", f"{_head(language)}</head>")
