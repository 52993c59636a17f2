"""HTML pages without script or style, built as trees so that no text of anybody becomes markup."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from lxml import etree, html  # type: ignore[import-untyped]

from api.exports.word import Words
from api.harvest.xml_text import allowed_text
from corpus.build.blocks import is_right_to_left

Content = Any
"""A string, a `Words`, an element, or an iterable of these."""


def element(tag: str, *content: Content, **attributes: str) -> Any:
    """An element with text and children in the order given; `lang` brings the direction of its script along."""
    made = etree.Element(tag, {name: allowed_text(value) for name, value in attributes.items()})
    if language := attributes.get("lang"):
        made.set("dir", "rtl" if is_right_to_left(language) else "ltr")
    for each in content:
        _append(made, each)
    return made


def said(tag: str, words: Words) -> Any:
    """Words in an element that says their language and direction."""
    return element(tag, words.text, **({"lang": words.language} if words.language else {}))


def paragraphs(words: Words) -> Iterable[Any]:
    """A paragraph for each that blank lines set off."""
    for part in words.text.split("\n\n"):
        if part.strip():
            yield said("p", Words(part.strip(), words.language))


def link(address: str, text: str) -> Any:
    """A link to the web, its text in the direction of its own script; what is not http is only told, for it would run where it is clicked."""
    is_web = address.startswith(("https://", "http://"))
    return element("a", text, href=address, rel="noopener", dir="auto") if is_web else element("bdi", text)


def items(entries: Iterable[Content], tag: str = "ul") -> Iterable[Any]:
    """A list, where there is something to list."""
    found = [element("li", each) for each in entries]
    if found:
        yield element(tag, *found)


def titled(title: str, content: Iterable[Content]) -> Iterable[Any]:
    """A section under its heading, where it has content."""
    found = list(content)
    if found:
        yield element("section", element("h2", title), *found)


def page(title: str, language: str, *content: Content) -> bytes:
    """A whole HTML document in UTF-8."""
    head = element("head", element("meta", charset="utf-8"), element("title", title))
    body = element("body", element("main", element("h1", element("bdi", title)), *content))
    document = element("html", head, body, lang=language)
    written: bytes = html.tostring(document, encoding="utf-8", doctype="<!DOCTYPE html>")
    return written + b"\n"


def fragment(*content: Content) -> str:
    """Elements as HTML to stand inside something else."""
    return "".join(html.tostring(each, encoding="unicode") for each in content)


def _append(parent: Any, content: Content) -> None:
    if isinstance(content, str):
        _append_text(parent, allowed_text(content))
    elif isinstance(content, Words):
        parent.append(said("span", content))
    elif etree.iselement(content):
        parent.append(content)
    else:
        for each in content:
            _append(parent, each)


def _append_text(parent: Any, text: str) -> None:
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text
