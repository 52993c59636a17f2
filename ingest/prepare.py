"""Making the library `unstructured` work on a machine without network, and without its English models."""

from __future__ import annotations

import importlib
import os
import re
import sys
from collections.abc import Mapping
from types import ModuleType

QUIET: Mapping[str, str] = {
    # The first three stop calls home; numeric libraries need no threads of their own to read a file, and a process with
    # threads cannot be forked safely.
    "SCARF_NO_ANALYTICS": "1",
    "DO_NOT_TRACK": "1",
    "UNSTRUCTURED_DISABLE_NOTICE": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "ARROW_DEFAULT_MEMORY_POOL": "system",
}
_WORD = re.compile(r"\w+|[^\w\s]")
_SENTENCE_END = re.compile(r"(?<=[.!?؟])\s+|(?<=[。！？])")
_WORDS_OF_A_SENTENCE = 12


def prepare_unstructured() -> None:
    """Set up `unstructured` before its partitioners are first imported, in the child process that parses files.

    Its classification of paragraphs asks a spaCy model for English that it would download. Only that use of spaCy is
    replaced, by rules that serve every language alike: words and sentences by punctuation, a verb wherever there are
    twelve words, and no paragraph is guessed to be a title, so that every `Title` is a heading that the file marks as one.
    Repeated calls change nothing.
    """
    os.environ.update(QUIET)
    # An empty module in spaCy's place: the real one takes seconds to import and brings torch into every child.
    sys.modules.setdefault("spacy", ModuleType("spacy"))
    tokenize = importlib.import_module("unstructured.nlp.tokenize")
    text_type = importlib.import_module("unstructured.partition.text_type")
    _replace(tokenize, _install_spacy_model=_refuse_download)
    _replace(text_type, word_tokenize=_words, sent_tokenize=_sentences, contains_verb=_has_verb, is_possible_title=_no)


def _replace(module: ModuleType, **functions: object) -> None:
    for name, function in functions.items():
        setattr(module, name, function)


def _refuse_download() -> None:
    raise RuntimeError("unstructured asked for a spaCy model; nothing is downloaded while a file is parsed")


def _words(text: str) -> list[str]:
    return _WORD.findall(text)


def _sentences(text: str) -> list[str]:
    return [sentence for sentence in _SENTENCE_END.split(text) if sentence and sentence.strip()]


def _has_verb(text: str) -> bool:
    return len(_words(text)) >= _WORDS_OF_A_SENTENCE


def _no(*_: object, **__: object) -> bool:
    return False
