"""Elements with text from anywhere: what XML 1.0 forbids is taken out, and what is not known is not written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters outside the production `Char` of XML 1.0: most control characters, lone surrogates, two noncharacters."""


def allowed_text(text: str) -> str:
    """The text without the characters that no XML document can hold, escaped or not."""
    return _FORBIDDEN.sub("", text)


def add(parent: Any, name: str, text: str | None = None, attributes: Mapping[str, object] | None = None) -> Any:
    """A new last child of `parent`, in its namespace where `name` has none; attributes that are None are left out."""
    tag = name if name.startswith("{") else f"{{{etree.QName(parent).namespace}}}{name}"
    given = {key: allowed_text(written(value)) for key, value in (attributes or {}).items() if value is not None}
    child = etree.SubElement(parent, tag, given)
    child.text = allowed_text(text) if text is not None else None
    return child


def add_texts(parent: Any, name: str, texts: Mapping[str, str]) -> None:
    """One child for each language of a `corpus.case.Text`, with `xml:lang`."""
    for language, text in texts.items():
        add(parent, name, text, {XML_LANG: language})


def written(value: object) -> str:
    """A number as XML Schema writes it, whole where it is; anything else as it is."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
