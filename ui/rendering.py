"""Templates of `templates/`, escaped by default: whatever comes from the archive reaches a page as text, never as markup."""

from __future__ import annotations

from functools import cache, partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from corpus.facets import value_label
from corpus.gazetteer import language_name
from corpus.results import LONGEST_QUERY, InterfaceLanguage
from corpus.vocabulary import VOCABULARIES, vocabulary
from ui import choices, formats
from ui.adjustments import moved
from ui.citations import citation_address, sifted
from ui.comparisons import by_editor, others, strongest
from ui.differences import differences, in_words
from ui.excerpts import WHOLE, excerpt, pieces, table_excerpt
from ui.terms import term
from ui.wording import LANGUAGE_NAMES, direction, wording

TEMPLATES = Path(__file__).parent / "templates"

_FORMATS = ("number", "money", "percent", "measured", "partial_date", "file_size", "dollars", "day_date")
"""Functions of `formats` that templates use as filters; each takes the interface language last."""


def _concept(concept_id: str, name: str, language: str) -> str:
    """The label of an id of the vocabulary `name`."""
    return vocabulary(name).label(concept_id, language)


@cache
def _environment(language: InterfaceLanguage) -> Environment:
    words = wording(language)
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.install_gettext_callables(words.gettext, words.ngettext, newstyle=True)  # type: ignore[attr-defined]
    environment.filters |= {name: partial(_last, getattr(formats, name), language) for name in _FORMATS}
    environment.filters |= {"term": partial(_last, _concept, language), "named": partial(_last, _named, language)}
    environment.filters["said"] = lambda code, table: words.gettext(term(code, table))
    environment.globals |= {"language": language, "language_names": LANGUAGE_NAMES, "dir_of": direction}
    environment.globals |= {"pieces": pieces, "excerpt": excerpt, "table_excerpt": table_excerpt, "WHOLE": WHOLE}
    environment.filters |= {"strongest": strongest, "other_reasons": others, "moved": partial(moved, words)}
    environment.filters |= {"concepts": partial(_over, choices.concepts, language), "pairs": choices.named}
    environment.filters |= {"sentences": choices.sentences, "titles": choices.titles}
    environment.filters |= {"said_pairs": partial(choices.terms, words)}
    environment.globals |= {"language_choices": partial(choices.languages, language)}
    environment.filters |= {"sifted": sifted, "in_words": in_words, "by_editor": by_editor}
    environment.globals |= {"citation_address": citation_address, "differences": differences}
    environment.globals |= {"unit_symbol": formats.unit_symbol, "LONGEST_QUERY": LONGEST_QUERY}
    return environment


def _over(function: Any, language: str, given: Any) -> Any:
    """As `_last`, for what gives no words."""
    return function(given, language)


def _last(function: Any, language: str, *arguments: Any) -> str:
    """Calls `function` with the language after what the template gives."""
    return str(function(*arguments, language))


def _named(value: str, facet: str, language: str) -> str:
    """What a person reads for a code: the value of a facet."""
    return value_label(facet, value, language)


def render(template: str, language: InterfaceLanguage, **context: Any) -> str:
    """The template as HTML in this language; a name that the context lacks is an error rather than a gap in the page."""
    return _environment(language).get_template(template).render(**context)


def warm_up() -> None:
    """Reads every template, catalogue and vocabulary now, so that the first reader of each language need not wait for it."""
    for name in VOCABULARIES:
        vocabulary(name)
    for language in LANGUAGE_NAMES:
        environment = _environment(language)
        for template in environment.list_templates():
            environment.get_template(template)
        language_name("en", language)
