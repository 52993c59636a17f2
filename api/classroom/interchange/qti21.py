"""Tests as QTI 2.1 (final, 31 August 2012): an assessmentItem each, and assessmentTests that refer to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from api.classroom.content import Classroom
from api.classroom.interchange.profiles import XSI
from api.classroom.interchange.qti12 import written
from api.classroom.interchange.wording import one_line, spoken, title_of
from api.exports.word import Words
from api.harvest.xml_text import XML_LANG, add
from corpus.programme.model import Item, ItemKind

QTI = "http://www.imsglobal.org/xsd/imsqti_v2p1"
SCHEMA = "http://www.imsglobal.org/xsd/qti/qtiv2p1/imsqti_v2p1.xsd"
RESPONSE, SCORE, FEEDBACK, SHOWN = "RESPONSE", "SCORE", "FEEDBACK", "general"
VERSION = "1"
"""`toolVersion` must not change with the program, or the same programme would give other bytes."""


def identifier(local_id: str) -> str:
    """An id of a programme as QTI takes it. The prefix keeps items apart from choices and tests."""
    return f"i-{local_id}"


def assessment_item(classroom: Classroom, item: Item) -> bytes:
    """One question with its scoring and feedback; an essay is scored by a person."""
    title = title_of(classroom, item.stem, item.id)
    root = _root("assessmentItem", {
        "identifier": identifier(item.id), "title": title, "adaptive": "false", "timeDependent": "false",
        "toolName": "Casebook", "toolVersion": VERSION, XML_LANG: classroom.language,
    })  # fmt: skip
    _declarations(root, item)
    body = add(root, "itemBody")
    stem = spoken(classroom, item.stem) or Words(item.id)
    _essay(body, stem) if item.kind is ItemKind.essay else _choices(body, classroom, item, stem)
    feedback = spoken(classroom, item.feedback)
    _scoring(root, item, feedback is not None)
    if feedback:
        shown = {"outcomeIdentifier": FEEDBACK, "identifier": SHOWN, "showHide": "show"}
        _spoken(add(add(root, "modalFeedback", attributes=shown), "p"), feedback)
    return written(root)


def assessment_test(ident: str, title: str, items: Iterable[Item], has_feedback: bool) -> bytes:
    """A test of items that lie in `items/`, in one part and one section, each answered once."""
    root = _root("assessmentTest", {"identifier": ident, "title": one_line(title)})
    part = {"identifier": "part", "navigationMode": "nonlinear", "submissionMode": "simultaneous"}
    test_part = add(root, "testPart", attributes=part)
    shown = "true" if has_feedback else "false"
    add(test_part, "itemSessionControl", attributes={"maxAttempts": "1", "showFeedback": shown})
    section = {"identifier": "section", "title": one_line(title), "visible": "true"}
    parent = add(test_part, "assessmentSection", attributes=section)
    for item in items:
        add(parent, "assessmentItemRef", attributes={"identifier": identifier(item.id), "href": f"items/{item.id}.xml"})
    return written(root)


def _root(tag: str, attributes: Mapping[str, str]) -> Any:
    root = etree.Element(f"{{{QTI}}}{tag}", nsmap={None: QTI, "xsi": XSI})
    root.set(f"{{{XSI}}}schemaLocation", f"{QTI} {SCHEMA}")
    for name, value in attributes.items():
        root.set(name, value)
    return root


def _declarations(root: Any, item: Item) -> None:
    is_essay = item.kind is ItemKind.essay
    cardinality = "multiple" if item.kind is ItemKind.multiple else "single"
    base = "string" if is_essay else "identifier"
    response = {"identifier": RESPONSE, "cardinality": cardinality, "baseType": base}
    declared = add(root, "responseDeclaration", attributes=response)
    if keys := [choice.id for choice in item.choices if choice.is_key]:
        _values(add(declared, "correctResponse"), keys)
    score = {"identifier": SCORE, "cardinality": "single", "baseType": "float", "normalMaximum": str(item.points)}
    _values(add(add(root, "outcomeDeclaration", attributes=score), "defaultValue"), ["0"])
    if item.feedback:
        shown = {"identifier": FEEDBACK, "cardinality": "single", "baseType": "identifier"}
        add(root, "outcomeDeclaration", attributes=shown)


def _values(parent: Any, values: Sequence[str]) -> None:
    for value in values:
        add(parent, "value", value)


def _essay(body: Any, stem: Words) -> None:
    interaction = add(body, "extendedTextInteraction", attributes={"responseIdentifier": RESPONSE, "expectedLines": 8})
    _spoken(add(interaction, "prompt"), stem)


def _choices(body: Any, classroom: Classroom, item: Item, stem: Words) -> None:
    most = len(item.choices) if item.kind is ItemKind.multiple else 1
    attributes = {"responseIdentifier": RESPONSE, "shuffle": "false", "maxChoices": most}
    interaction = add(body, "choiceInteraction", attributes=attributes)
    _spoken(add(interaction, "prompt"), stem)
    for choice in item.choices:
        made = add(interaction, "simpleChoice", attributes={"identifier": choice.id, "fixed": "true"})
        _spoken(made, spoken(classroom, choice.text) or Words(choice.id))


def _spoken(parent: Any, words: Words) -> None:
    """Words in a span of their language."""
    add(parent, "span", words.text, {XML_LANG: words.language})


def _scoring(root: Any, item: Item, has_feedback: bool) -> None:
    """The points for the right answer, and the feedback whatever the answer is; nothing where there is neither."""
    if item.kind is ItemKind.essay and not has_feedback:
        return
    rules = add(root, "responseProcessing")
    if item.kind is not ItemKind.essay:
        condition = add(add(rules, "responseCondition"), "responseIf")
        match = add(condition, "match")
        add(match, "variable", attributes={"identifier": RESPONSE})
        add(match, "correct", attributes={"identifier": RESPONSE})
        _set(condition, SCORE, "float", str(item.points))
    if has_feedback:
        _set(rules, FEEDBACK, "identifier", SHOWN)


def _set(parent: Any, variable: str, base: str, value: str) -> None:
    outcome = add(parent, "setOutcomeValue", attributes={"identifier": variable})
    add(outcome, "baseValue", value, {"baseType": base})
