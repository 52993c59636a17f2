"""The tests of a programme alone, as a QTI package."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from api.classroom.content import Classroom
from api.classroom.interchange.archive import packed
from api.classroom.interchange.manifest import NAME
from api.classroom.interchange.profiles import CARTRIDGES
from api.classroom.interchange.qti12 import assessment, question_bank, written
from api.classroom.interchange.qti21 import assessment_item, assessment_test
from api.classroom.interchange.wording import label
from api.harvest.xml_text import add
from corpus.errors import BadInput
from corpus.programme.model import Item, When

MEDIA_TYPE = "application/zip"
PACKAGING = "http://www.imsglobal.org/xsd/imscp_v1p1"
"""Content Packaging 1.1.4, which both versions of QTI are carried in."""


@dataclass(frozen=True, slots=True)
class Part:
    """A file of the package, and the parts that it refers to."""

    id: str
    type: str
    path: str
    content: bytes
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class QtiFormat:
    """A version of QTI: what its manifest says, and how tests are written."""

    schema: str
    version: str
    parts: Callable[[Classroom], Sequence[Part]]


def qti_package(classroom: Classroom, version: str) -> bytes:
    """The tests before and after with all their questions, in one of `FORMATS`; BadInput where the programme has no questions.

    The answer keys are in it, so it is for instructors.
    """
    if not classroom.programme.assessment.items:
        raise BadInput("this programme has no questions for a test yet; add some to its assessment")
    chosen = FORMATS[version]
    parts = chosen.parts(classroom)
    return packed({NAME: _manifest(classroom, chosen, parts), **{part.path: part.content for part in parts}})


def _manifest(classroom: Classroom, chosen: QtiFormat, parts: Sequence[Part]) -> bytes:
    root = etree.Element(f"{{{PACKAGING}}}manifest", nsmap={None: PACKAGING})
    root.set("identifier", f"casebook-{classroom.stored.id}")
    metadata = add(root, "metadata")
    add(metadata, "schema", chosen.schema)
    add(metadata, "schemaversion", chosen.version)
    add(root, "organizations")
    resources = add(root, "resources")
    for part in parts:
        attributes = {"identifier": part.id, "type": part.type, "href": part.path}
        resource: Any = add(resources, "resource", attributes=attributes)
        add(resource, "file", attributes={"href": part.path})
        for needed in part.needs:
            add(resource, "dependency", attributes={"identifierref": needed})
    return written(root)


def _tests(classroom: Classroom) -> Mapping[When, Sequence[Item]]:
    """When -> its items, for the tests that have any."""
    items = classroom.programme.assessment.items
    found = {moment: [each for each in items if moment in each.when] for moment in When}
    return {moment: asked for moment, asked in found.items() if asked}


def _parts_12(classroom: Classroom) -> Sequence[Part]:
    profile, kind = CARTRIDGES["1.1"], "imsqti_xmlv1p2"
    parts = []
    for moment, items in _tests(classroom).items():
        id, title = f"test-{moment.value}", label(moment.value, classroom.language)
        content = assessment(classroom, profile, id, title, items, moment is When.after)
        parts.append(Part(id, kind, f"{moment.value}.xml", content))
    bank = question_bank(classroom, profile, "bank", classroom.programme.assessment.items)
    return [*parts, Part("bank", kind, "bank.xml", bank)]


def _parts_21(classroom: Classroom) -> Sequence[Part]:
    parts = []
    for moment, items in _tests(classroom).items():
        id, title = f"test-{moment.value}", label(moment.value, classroom.language)
        content = assessment_test(id, title, items, moment is When.after)
        needs = tuple(f"item-{item.id}" for item in items)
        parts.append(Part(id, "imsqti_test_xmlv2p1", f"{moment.value}.xml", content, needs))
    for item in classroom.programme.assessment.items:
        content = assessment_item(classroom, item)
        parts.append(Part(f"item-{item.id}", "imsqti_item_xmlv2p1", f"items/{item.id}.xml", content))
    return parts


FORMATS: Mapping[str, QtiFormat] = {
    "1.2": QtiFormat("IMS Content", "1.1.3", _parts_12),
    "2.1": QtiFormat("QTIv2.1 Package", "1.0.0", _parts_21),
}
