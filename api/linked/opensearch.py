"""How to search here, for browsers and search clients: OpenSearch 1.1, and suggestions in the form that browsers read.

https://github.com/dewitt/opensearch/blob/master/opensearch-1-1-draft-6.md, and its suggestions extension 1.1
"""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree  # type: ignore[import-untyped]

from api.addresses import Addresses
from api.harvest.xml_text import add
from api.linked.feeds import ATOM, JSON_FEED
from api.negotiation import HTML, JSON
from corpus.results import Suggestion
from corpus.vocabulary import INTERFACE_LANGUAGES

NAMESPACE = "http://a9.com/-/spec/opensearch/1.1/"
DESCRIPTION = "application/opensearchdescription+xml"
SUGGESTIONS = "application/x-suggestions+json"
SUGGEST = "/v1/suggest.opensearch.json"

ABOUT = "What cities did, what it cost, what came of it, and the page that says so. Ask in any language, read in any."

_TERMS = "{searchTerms}"


def description(addresses: Addresses) -> bytes:
    """The OpenSearch description, UTF-8. Only the words of a search are asked for: whoever leaves a parameter empty would be refused."""
    root = etree.Element(f"{{{NAMESPACE}}}OpenSearchDescription", nsmap={None: NAMESPACE})
    add(root, "ShortName", "Casebook")
    add(root, "Description", ABOUT)
    for media_type, rel, template in _templates(addresses):
        add(root, "Url", attributes={"type": media_type, "rel": rel, "template": template})
    for language in INTERFACE_LANGUAGES:
        add(root, "Language", language)
    add(root, "OutputEncoding", "UTF-8")
    add(root, "InputEncoding", "UTF-8")
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return written


def _templates(addresses: Addresses) -> tuple[tuple[str, str, str], ...]:
    """Media type, relation and template of every way to search."""
    return (
        (HTML, "results", f"{addresses.page()}?q={_TERMS}"),
        (ATOM, "results", f"{addresses.answer('/v1/feed.atom')}?q={_TERMS}"),
        (JSON_FEED, "results", f"{addresses.answer('/v1/feed.json')}?q={_TERMS}"),
        (JSON, "results", f"{addresses.answer('/v1/search')}?q={_TERMS}"),
        (SUGGESTIONS, "suggestions", f"{addresses.answer(SUGGEST)}?q={_TERMS}"),
        (DESCRIPTION, "self", addresses.answer("/opensearch.xml")),
    )


def suggestions(typed: str, found: Sequence[Suggestion], addresses: Addresses, language: str) -> list[str | list[str]]:
    """What was typed, then completions, what each is, and the address of each: four parallel members of one array."""
    return [
        typed,
        [each.label for each in found],
        [each.kind for each in found],
        [_address(each, addresses, language) for each in found],
    ]


def _address(suggestion: Suggestion, addresses: Addresses, language: str) -> str:
    if suggestion.kind == "case":
        return addresses.case(suggestion.value)
    return addresses.page({suggestion.kind: suggestion.value, "lang": language})
