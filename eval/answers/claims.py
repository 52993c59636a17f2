"""How well claims are told from untruths, on pairs of a sentence and a claim of which it is known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources

import yaml
from pydantic import BaseModel, ConfigDict, Field

from corpus.results import EvidenceSentence, EvidenceWhy
from index.encoder import Encoder
from index.search.answers.support import support

TRUE = "true"


class ClaimPair(BaseModel):
    """A claim and the sentence that it names; `untruth` is the kind of untruth, None for a claim that the sentence supports."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sentence: str
    sentence_language: str = Field(alias="from")
    city: str
    city_in_claim: str | None = Field(default=None, alias="city_in")
    claim: str
    claim_language: str = Field(alias="in")
    untruth: str | None


@dataclass(frozen=True, slots=True)
class Kept:
    """Of the claims of one kind, how many passed the check."""

    claims: int
    kept: int


def read_claim_pairs() -> tuple[ClaimPair, ...]:
    text = resources.files("eval.answers").joinpath("claims.yaml").read_text("utf-8")
    return tuple(ClaimPair.model_validate(row) for row in yaml.safe_load(text))


def check_claims(pairs: Sequence[ClaimPair], encoder: Encoder) -> Mapping[str, Kept]:
    """Kind of untruth, or `TRUE` -> how many passed: all of the true ones should, and none of the others."""
    passed: dict[str, list[bool]] = defaultdict(list)
    for pair in pairs:
        found = support(pair.claim, pair.claim_language, [_sentence(pair)], encoder)
        passed[pair.untruth or TRUE].append(found.is_enough)
    return {kind: Kept(len(each), sum(each)) for kind, each in passed.items()}


def _sentence(pair: ClaimPair) -> EvidenceSentence:
    """The sentence as an answer would show it, of a case with nothing known but its city."""
    return EvidenceSentence(
        number=1, text=pair.sentence, kind="text", start=0, end=len(pair.sentence), passage_id="pair.0", document_id="pair",
        document_title="", document_type="md", language=pair.sentence_language, page=None, page_end=None, heading_path=(),
        section="other", section_label="", section_is_guessed=False, case_id="pair", case_title="",
        case_title_language=pair.claim_language, city=pair.city_in_claim or pair.city, country_label=None, year=None,
        verdict=None, verdict_label=None, why=EvidenceWhy(similarity=0, above_usual=0),
    )  # fmt: skip
