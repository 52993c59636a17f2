"""Controlled vocabularies: the ids that records may use, with labels in every interface language.

Each is a YAML list beside this file. They are read once per process and never change while it runs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

import yaml

from corpus.errors import BadInput

INTERFACE_LANGUAGES = ("en", "es", "fr", "ko")


@dataclass(frozen=True, slots=True)
class Concept:
    """One entry. `notes` holds what only this vocabulary has: a topic's `about`, a section's `headings`, a unit's `symbol`."""

    id: str
    labels: Mapping[str, str]
    parent: str | None = None
    notes: Mapping[str, Any] = field(default_factory=dict)

    def label(self, language: str) -> str:
        return self.labels.get(language) or self.labels["en"]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """An ordered set of concepts; the order is the one in which they are shown."""

    name: str
    concepts: Mapping[str, Concept]

    def __iter__(self) -> Iterator[Concept]:
        return iter(self.concepts.values())

    def __contains__(self, concept_id: object) -> bool:
        return concept_id in self.concepts

    def __getitem__(self, concept_id: str) -> Concept:
        try:
            return self.concepts[concept_id]
        except KeyError:
            allowed = ", ".join(self.concepts)
            raise BadInput(f"{concept_id!r} is not in the vocabulary {self.name!r}; allowed: {allowed}") from None

    def label(self, concept_id: str, language: str) -> str:
        """The label, or the id itself where an older record uses a concept that is gone."""
        return self.concepts[concept_id].label(language) if concept_id in self.concepts else concept_id


VOCABULARIES = (
    "topics",
    "instruments",
    "sections",
    "units",
    "sdgs",
    "regions",
    "stages",
    "verdicts",
    "evidence",
    "document_types",
    "terms",
    "income_groups",
    "climate_zones",
    "licences",
    "methods",
    "verbs",
)


def _concept(entry: dict[str, Any]) -> Concept:
    known = {"id", "labels", "parent"}
    notes = {key: value for key, value in entry.items() if key not in known}
    return Concept(str(entry["id"]), entry["labels"], entry.get("parent"), notes)


@cache
def vocabulary(name: str) -> Vocabulary:
    """The vocabulary of that name; BadInput names those that exist."""
    if name not in VOCABULARIES:
        raise BadInput(f"there is no vocabulary {name!r}; there are: {', '.join(VOCABULARIES)}")
    text = resources.files("corpus").joinpath("vocabularies", f"{name}.yaml").read_text("utf-8")
    # libyaml, where PyYAML has it, reads ten times as fast; the terms are many.
    concepts = [_concept(entry) for entry in yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))]
    return Vocabulary(name, {concept.id: concept for concept in concepts})
