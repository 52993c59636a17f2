"""Reads packages for learning systems as those systems do: from the published standards, with other parsers, and without our writer.

No reader that can be installed was found, so this one stands in. It knows of nothing that Casebook does: it takes namespaces from the
documents, follows the manifest to the files, and works out right answers by the rules for scoring.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from xml.etree import ElementTree as ET

import html5lib


def local(element: ET.Element) -> str:
    """Name without namespace."""
    return element.tag.rpartition("}")[2]


def below(element: ET.Element, *path: str) -> list[ET.Element]:
    """Elements down a path of local names."""
    found = [element]
    for name in path:
        found = [child for parent in found for child in parent if local(child) == name]
    return found


def text_of(element: ET.Element, *path: str) -> str:
    """Text of the first element down a path, '' where there is none."""
    found = below(element, *path)
    return "".join(found[0].itertext()).strip() if found else ""


def words_of_html(source: str | bytes) -> str:
    """The text of HTML that has no fault at all: the parser is strict."""
    parser = html5lib.HTMLParser(strict=True)
    is_page = isinstance(source, bytes)
    tree = parser.parse(source, transport_encoding="utf-8") if is_page else parser.parseFragment(source)
    acting = [
        each for each in tree.iter() if isinstance(each.tag, str) and local(each) in ("script", "iframe", "object")
    ]
    assert not acting, "a page that acts"
    return " ".join(" ".join(tree.itertext()).split())


@dataclass(frozen=True)
class ReadItem:
    """A question."""

    id: str
    profile: str
    points: int
    stem: str
    choices: Mapping[str, str]
    keys: frozenset[str]
    feedback: str


@dataclass(frozen=True)
class ReadResource:
    id: str
    type: str
    href: str | None
    files: tuple[str, ...]
    is_for_instructors: bool
    link: str | None
    """Address of a link that stands in the manifest."""


class Package:
    """A ZIP with a manifest."""

    def __init__(self, content: bytes) -> None:
        self.zip = zipfile.ZipFile(io.BytesIO(content))
        assert self.zip.testzip() is None
        self.manifest = ET.fromstring(self.zip.read("imsmanifest.xml"))

    @property
    def schema(self) -> tuple[str, str]:
        return text_of(self.manifest, "metadata", "schema"), text_of(self.manifest, "metadata", "schemaversion")

    @property
    def title(self) -> str:
        return text_of(self.manifest, "metadata", "lom", "general", "title", "string")

    @cached_property
    def resources(self) -> Mapping[str, ReadResource]:
        return {each.get("identifier", ""): _resource(each) for each in below(self.manifest, "resources", "resource")}

    def of_type(self, part: str) -> list[ReadResource]:
        return [each for each in self.resources.values() if part in each.type]

    @property
    def named(self) -> set[str]:
        """Files that the manifest names."""
        return {file for resource in self.resources.values() for file in resource.files}

    @property
    def held(self) -> set[str]:
        """Files that are there beside the manifest."""
        return set(self.zip.namelist()) - {"imsmanifest.xml"}

    def tree(self) -> Iterator[tuple[int, str, str | None]]:
        """Depth, title and resource of every item below the one at the top."""
        for top in below(self.manifest, "organizations", "organization", "item"):
            yield from _items(top, 0)

    def xml(self, resource: ReadResource) -> ET.Element:
        return ET.fromstring(self.zip.read(resource.files[0]))

    def page(self, resource: ReadResource) -> str:
        """Words of an HTML page."""
        assert resource.href
        return words_of_html(self.zip.read(resource.href))

    def links(self) -> Mapping[str, str]:
        """Resource -> the address that it links to."""
        found = {}
        for each in self.of_type("imswl"):
            found[each.id] = each.link or below(self.xml(each), "url")[0].get("href", "")
        return found

    def topics(self) -> Mapping[str, str]:
        """Resource -> the words of its discussion."""
        return {each.id: words_of_html(text_of(self.xml(each), "text")) for each in self.of_type("imsdt")}

    def tests(self, part: str = "/assessment") -> Mapping[str, list[ReadItem]]:
        """Resource -> its questions."""
        found = {}
        for each in self.of_type(part):
            found[each.id] = [_item(item) for item in self.xml(each).iter() if local(item) == "item"]
        return found


def _resource(element: ET.Element) -> ReadResource:
    roles = below(element, "metadata", "lom", "educational", "intendedEndUserRole")
    link = below(element, "webLink", "url")
    return ReadResource(
        element.get("identifier", ""), element.get("type", ""), element.get("href"),
        tuple(file.get("href", "") for file in below(element, "file")),
        [text_of(role, "value") for role in roles] == ["Instructor"], link[0].get("href") if link else None,
    )  # fmt: skip


def _items(parent: ET.Element, depth: int) -> Iterator[tuple[int, str, str | None]]:
    for item in below(parent, "item"):
        yield depth, text_of(item, "title"), item.get("identifierref")
        yield from _items(item, depth + 1)


def _item(element: ET.Element) -> ReadItem:
    fields = {
        text_of(each, "fieldlabel"): text_of(each, "fieldentry")
        for each in element.iter()
        if local(each) == "qtimetadatafield"
    }
    labels = [each for each in element.iter() if local(each) == "response_label"]
    return ReadItem(
        element.get("ident", ""), fields["cc_profile"], int(fields["cc_weighting"]),
        words_of_html(text_of(element, "presentation", "material", "mattext")),
        {each.get("ident", ""): words_of_html(text_of(each, "material", "mattext")) for each in labels},
        frozenset(_keys(element)), words_of_html(text_of(element, "itemfeedback", "material", "mattext")),
    )  # fmt: skip


def _keys(item: ET.Element) -> Iterator[str]:
    """Choices that a condition which sets the score demands."""
    for condition in below(item, "resprocessing", "respcondition"):
        if text_of(condition, "setvar") == "100":
            for path in (("varequal",), ("and", "varequal")):
                yield from (each.text or "" for each in below(condition, "conditionvar", *path))


@dataclass(frozen=True)
class ReadQuestion:
    """A question of QTI 2.1."""

    id: str
    stem: str
    choices: Mapping[str, str]
    keys: frozenset[str]
    points: float
    feedback: str


def read_question(source: bytes) -> ReadQuestion:
    """A question with what its own rules give for the right answer."""
    root = ET.fromstring(source)
    body = next(each for each in root.iter() if local(each) in ("choiceInteraction", "extendedTextInteraction"))
    score = next(each for each in root if each.get("identifier") == "SCORE")
    given = below(root, "responseProcessing", "responseCondition", "responseIf", "setOutcomeValue", "baseValue")
    return ReadQuestion(
        root.get("identifier", ""), text_of(body, "prompt"),
        {each.get("identifier", ""): "".join(each.itertext()).strip() for each in below(body, "simpleChoice")},
        frozenset(each.text or "" for each in below(root, "responseDeclaration", "correctResponse", "value")),
        float((given[0].text or "") if given else score.get("normalMaximum", "0")), text_of(root, "modalFeedback", "p"),
    )  # fmt: skip
