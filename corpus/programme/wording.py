"""Words of a programme put together: what the parts of an objective say as one sentence."""

from __future__ import annotations

from corpus.case import Text, in_language
from corpus.programme.model import Objective
from corpus.vocabulary import vocabulary

_VERB_LAST = frozenset({"ko"})
"""Languages in which the verb follows what it is done to."""


def objective_sentence(objective: Objective, language: str, verb: str = "") -> str:
    """Verb, task, condition and standard as one sentence, without a full stop; parts that are not told in the language come in another.

    `verb` is for languages that the vocabulary of verbs has no label in.
    """
    verb = verb or vocabulary("verbs").label(objective.verb, language)
    task = _words(objective.task, language)
    condition, standard = _words(objective.condition, language), _words(objective.standard, language)
    if language in _VERB_LAST:
        return " ".join(filter(None, (condition, standard, task, verb)))
    said = f"{verb} {task}"
    return ", ".join(filter(None, (said, condition, standard)))


def _words(text: Text, language: str) -> str:
    found = in_language(text, language)
    return found[1].strip().rstrip(".") if found else ""


LONGEST_QUOTE = 1200
"""Characters that `Citation.words` takes."""


def clipped(text: str, longest: int = LONGEST_QUOTE) -> str:
    """The beginning of a passage's words as a citation quotes it: word for word, up to the last space that fits."""
    bare = text.strip()
    if len(bare) <= longest:
        return bare
    cut = bare[:longest].rstrip()
    return cut.rpartition(" ")[0] or cut
