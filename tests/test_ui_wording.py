"""Every word of the interface exists in every interface language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir

from corpus.vocabulary import INTERFACE_LANGUAGES
from ui.wording import LANGUAGE_NAMES, best_language, direction, read_catalogue, wording

UI = Path(__file__).parent.parent / "ui"
TRANSLATED = [language for language in INTERFACE_LANGUAGES if language != "en"]
MARKERS = {"_": None, "gettext": None, "N_": None, "say": None, "ngettext": (1, 2)}
METHODS = [("templates/**.html", "jinja2.ext:babel_extract"), ("**.py", "python")]


def used_messages() -> Catalog:
    """What the code and the templates say in English."""
    catalogue = Catalog()
    options = {"templates/**.html": {"newstyle_gettext": "true"}}
    for _, _, message, _, _ in extract_from_dir(UI, METHODS, options, keywords=MARKERS):
        catalogue.add(message)
    return catalogue


def forms(text: object) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text or ())  # type: ignore[call-overload,no-any-return]


def keys(catalogue: Catalog) -> Iterator[str]:
    return (forms(message.id)[0] for message in catalogue if message.id)


def names(text: str) -> set[str]:
    return set(re.findall(r"%\((\w+)\)s", text))


@pytest.fixture(scope="module")
def used() -> Catalog:
    return used_messages()


def test_extraction_finds_the_interface(used: Catalog) -> None:
    assert {"Search", "Add to tray", "No cost found.", "Local", "Something is missing"} <= set(keys(used))


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_message_is_translated_and_none_is_left_over(language: str, used: Catalog) -> None:
    catalogue = read_catalogue(language)
    assert set(keys(catalogue)) == set(keys(used)), f"bring ui/locales/{language}/LC_MESSAGES/casebook.po up to date"
    unfinished = [m.id for m in catalogue if m.id and (m.fuzzy or not all(forms(m.string)))]
    assert unfinished == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_translation_names_what_the_message_names(language: str) -> None:
    for message in read_catalogue(language):
        wanted = set().union(*(names(form) for form in forms(message.id)))
        for form in forms(message.string):
            assert not message.id or names(form) == wanted, message.id


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_plural_has_the_forms_of_its_language(language: str) -> None:
    catalogue = read_catalogue(language)
    plurals = [message for message in catalogue if message.pluralizable]
    assert plurals
    assert {len(forms(message.string)) for message in plurals} == {catalogue.num_plurals}


def test_number_chooses_the_form() -> None:
    assert [wording("fr").ngettext("%(num)s case", "%(num)s cases", n) for n in (0, 1, 2)] == ["%(num)s cas"] * 3
    assert wording("es").ngettext("%(num)s case", "%(num)s cases", 1) == "%(num)s caso"
    assert wording("es").ngettext("%(num)s case", "%(num)s cases", 0) == "%(num)s casos"
    assert wording("ko").ngettext("%(num)s case", "%(num)s cases", 2) == "사례 %(num)s건"
    assert wording("en").ngettext("%(num)s case", "%(num)s cases", 1) == "%(num)s case"


def test_each_language_is_named_in_itself() -> None:
    assert tuple(LANGUAGE_NAMES) == INTERFACE_LANGUAGES


@pytest.mark.parametrize(
    ("wanted", "language"),
    [("ko-KR,ko;q=0.9,en;q=0.8", "ko"), ("pt-BR,es;q=0.5", "es"), ("de", "en"), ("", "en"), ("FR", "fr")],
)
def test_interface_takes_the_first_language_of_the_browser_that_it_has(wanted: str, language: str) -> None:
    assert best_language(wanted) == language


def test_arabic_runs_right_to_left() -> None:
    assert [direction(tag) for tag in ("ar", "ar-EG", "ko", "en")] == ["rtl", "rtl", "ltr", "ltr"]
