"""Words on printed files: labels of their own, and those of vocabularies, in the interface languages and Arabic."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

import yaml

from corpus.vocabulary import INTERFACE_LANGUAGES, vocabulary

LABEL_LANGUAGES = (*INTERFACE_LANGUAGES, "ar")
"""Languages that files have words of their own in; files in another language have them in English."""


@cache
def _read(name: str) -> Mapping[str, Any]:
    text = resources.files("api.classroom.printed").joinpath(name).read_text("utf-8")
    found: Mapping[str, Any] = yaml.safe_load(text)
    return found


def labels_of(name: str) -> Mapping[str, str]:
    """A label in each of `LABEL_LANGUAGES`."""
    labels: Mapping[str, str] = _read("labels.yaml")[name]
    return labels


def label_language(language: str) -> str:
    """The language that labels come in where a file in this language (BCP 47) is asked for."""
    base = language.partition("-")[0]
    return base if base in LABEL_LANGUAGES else "en"


def label(name: str, language: str, /, **values: object) -> str:
    """A label with its values filled in."""
    return labels_of(name)[label_language(language)].format(**values)


def concept_label(vocabulary_name: str, concept_id: str, language: str) -> str:
    """The label of a concept of a vocabulary; English where it has none in the language, the id where there is no such concept."""
    spoken = label_language(language)
    own: str | None = _read("arabic.yaml").get(vocabulary_name, {}).get(concept_id) if spoken == "ar" else None
    return own or vocabulary(vocabulary_name).label(concept_id, spoken)
