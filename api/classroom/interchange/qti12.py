"""Tests as QTI 1.2.1, in the profile of Common Cartridge, which is also valid QTI 1.2.1 by itself.

Source: Common Cartridge Profile 1.1, section on assessments. Answers are scored from 0 to 100; `cc_weighting` holds the points.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from api.classroom.content import Classroom
from api.classroom.interchange.markup import fragment, paragraphs
from api.classroom.interchange.profiles import QTI, XSI, Profile
from api.classroom.interchange.wording import one_line, spoken, title_of
from api.exports.word import Words
from api.harvest.xml_text import add
from corpus.programme.model import Item, ItemKind

RESPONSE = "response1"
FEEDBACK = "general_fb"
HEAVIEST = 99
"""The profile's greatest weight; an item of 100 points weighs that."""
FEWEST_CHOICES = 3
"""Of a question with one right answer; one with two is a true/false question by the profile."""

_PROFILE_OF: Mapping[ItemKind, str] = {
    ItemKind.single: "cc.multiple_choice.v0p1",
    ItemKind.multiple: "cc.multiple_response.v0p1",
    ItemKind.true_false: "cc.true_false.v0p1",
    ItemKind.essay: "cc.essay.v0p1",
}


def profile_of(item: Item) -> str:
    """The question type of the profile that an item is written as."""
    is_pair = item.kind is ItemKind.single and len(item.choices) < FEWEST_CHOICES
    return _PROFILE_OF[ItemKind.true_false if is_pair else item.kind]


def assessment(
    classroom: Classroom, profile: Profile, ident: str, title: str, items: Iterable[Item], has_feedback: bool
) -> bytes:
    """A test of these items; without feedback where it is taken before the teaching, which would give the answers away."""
    root = _root(profile)
    made = add(root, "assessment", attributes={"ident": ident, "title": one_line(title)})
    feedback = "Yes" if has_feedback else "No"
    _metadata(made, {
        "cc_profile": "cc.exam.v0p1", "qmd_assessmenttype": "Examination", "qmd_scoretype": "Percentage",
        "qmd_feedbackpermitted": feedback, "cc_maxattempts": "1",
    })  # fmt: skip
    section = add(made, "section", attributes={"ident": "root_section"})
    for item in items:
        _item(section, classroom, item, has_feedback)
    return written(root)


def question_bank(classroom: Classroom, profile: Profile, ident: str, items: Iterable[Item]) -> bytes:
    """All items, to make other tests of."""
    root = _root(profile)
    bank = add(root, "objectbank", attributes={"ident": ident})
    for item in items:
        _item(bank, classroom, item, has_feedback=True)
    return written(root)


def written(root: Any) -> bytes:
    """An XML document in UTF-8."""
    document: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)
    return document


def _root(profile: Profile) -> Any:
    root = etree.Element(f"{{{QTI}}}questestinterop", nsmap={None: QTI, "xsi": XSI})
    root.set(f"{{{XSI}}}schemaLocation", profile.located(QTI))
    return root


def _metadata(parent: Any, fields: Mapping[str, str]) -> None:
    metadata = add(parent, "qtimetadata")
    for name, value in fields.items():
        field = add(metadata, "qtimetadatafield")
        add(field, "fieldlabel", name)
        add(field, "fieldentry", value)


def _item(parent: Any, classroom: Classroom, item: Item, has_feedback: bool) -> None:
    made = add(parent, "item", attributes={"ident": item.id, "title": title_of(classroom, item.stem, item.id)})
    fields = {"cc_profile": profile_of(item), "cc_weighting": str(min(item.points, HEAVIEST))}
    by_hand = {"qmd_scoringpermitted": "Yes", "qmd_computerscored": "No"} if item.kind is ItemKind.essay else {}
    _metadata(add(made, "itemmetadata"), fields | by_hand)
    _presentation(made, classroom, item)
    feedback = spoken(classroom, item.feedback) if has_feedback else None
    _scoring(made, item, feedback is not None)
    if feedback:
        _material(add(made, "itemfeedback", attributes={"ident": FEEDBACK}), feedback)


def _presentation(made: Any, classroom: Classroom, item: Item) -> None:
    presentation = add(made, "presentation")
    _material(presentation, spoken(classroom, item.stem) or Words(item.id))
    if item.kind is ItemKind.essay:
        response = add(presentation, "response_str", attributes={"ident": RESPONSE, "rcardinality": "Single"})
        add(response, "render_fib", attributes={"prompt": "Box"})
        return
    cardinality = "Multiple" if item.kind is ItemKind.multiple else "Single"
    response = add(presentation, "response_lid", attributes={"ident": RESPONSE, "rcardinality": cardinality})
    choices = add(response, "render_choice")
    for choice in item.choices:
        label = add(choices, "response_label", attributes={"ident": choice.id})
        _material(label, spoken(classroom, choice.text) or Words(choice.id))


def _material(parent: Any, words: Words) -> None:
    """Text as HTML: only so do readers learn its language and direction."""
    text = add(add(parent, "material"), "mattext", fragment(*paragraphs(words)), {"texttype": "text/html"})
    if words.language:
        text.set("{http://www.w3.org/XML/1998/namespace}lang", words.language)


def _scoring(made: Any, item: Item, has_feedback: bool) -> None:
    """How an answer is scored; nothing where a person scores it and there is no feedback to show."""
    if item.kind is ItemKind.essay and not has_feedback:
        return
    rules = add(made, "resprocessing")
    score = {"maxvalue": "100", "minvalue": "0", "varname": "SCORE", "vartype": "Decimal"}
    add(add(rules, "outcomes"), "decvar", attributes=score)
    if has_feedback:
        shown = add(rules, "respcondition", attributes={"continue": "Yes"})
        add(add(shown, "conditionvar"), "other")
        add(shown, "displayfeedback", attributes={"feedbacktype": "Response", "linkrefid": FEEDBACK})
    if item.kind is not ItemKind.essay:
        right = add(rules, "respcondition", attributes={"continue": "No"})
        _right_answer(add(right, "conditionvar"), item)
        add(right, "setvar", "100", {"action": "Set", "varname": "SCORE"})


def _right_answer(condition: Any, item: Item) -> None:
    """One right choice, or all that are right and none that is wrong."""
    parent = add(condition, "and") if item.kind is ItemKind.multiple else condition
    for choice in item.choices:
        if choice.is_key:
            add(parent, "varequal", choice.id, {"respident": RESPONSE})
        elif item.kind is ItemKind.multiple:
            add(add(parent, "not"), "varequal", choice.id, {"respident": RESPONSE})
