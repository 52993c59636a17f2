"""Words of a comparison in the languages of the interface."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources

import yaml

from corpus.vocabulary import vocabulary

SECTION_OF_FIELD: Mapping[str, str] = {
    "challenge": "challenge", "solution": "solution", "success_factors": "success", "limiting_factors": "failure", "lessons": "lessons",
    "outcomes": "results",
}  # fmt: skip
"""Texts of the record that the vocabulary of sections has a name for."""


@cache
def _labels() -> Mapping[str, Mapping[str, str]]:
    text = resources.files("index.compare").joinpath("labels.yaml").read_text("utf-8")
    labels: Mapping[str, Mapping[str, str]] = yaml.safe_load(text)
    return labels


def label(name: str, language: str, /, **values: object) -> str:
    """Words of a comparison, those of a section of a case by the vocabulary, with values filled in."""
    if name in SECTION_OF_FIELD:
        return vocabulary("sections").label(SECTION_OF_FIELD[name], language)
    return _labels()[name][language].format(**values)
