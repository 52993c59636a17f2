"""From remarks to findings: the sentences and advice of sentences.yaml, filled in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import cast

import yaml

from corpus.programme.checks.subject import Remark
from corpus.programme.findings import Check, Finding, Weight, Where


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that can be found: which check finds it, how grave it is, in what kind of part, and the words for it by language."""

    check: Check
    weight: Weight
    where: Where
    sentence: Mapping[str, str]
    advice: Mapping[str, str]


@cache
def entries() -> Mapping[str, Entry]:
    """Code -> what it says; read once a process."""
    text = resources.files("corpus.programme.checks").joinpath("sentences.yaml").read_text("utf-8")
    read = yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return {code: _entry(**each) for code, each in read["findings"].items()}


@cache
def labels() -> Mapping[str, Mapping[str, str]]:
    """Value that no vocabulary has, such as a gender -> its label by language."""
    text = resources.files("corpus.programme.checks").joinpath("sentences.yaml").read_text("utf-8")
    found: Mapping[str, Mapping[str, str]] = yaml.safe_load(text)["labels"]
    return found


def _entry(check: str, weight: str, where: str, sentence: Mapping[str, str], advice: Mapping[str, str]) -> Entry:
    return Entry(Check(check), Weight(weight), cast(Where, where), sentence, advice)


def finding(remark: Remark, language: str) -> Finding:
    """The remark in words of the language (one of the interface)."""
    entry = entries()[remark.code]
    return Finding(
        check=entry.check,
        weight=remark.weight or entry.weight,
        sentence=entry.sentence[language].format_map(remark.told),
        advice=entry.advice[language].format_map(remark.told),
        where=remark.where or entry.where,
        ids=remark.ids,
    )
