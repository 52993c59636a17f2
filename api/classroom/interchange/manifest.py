"""The manifest of a cartridge: its metadata, the tree that learners see, and every resource with its files."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from api.classroom.interchange.plan import Entry, Plan, Resource
from api.classroom.interchange.profiles import XSI, Form, Kind, Profile, is_thin_profile
from api.classroom.interchange.qti12 import written
from api.harvest.xml_text import add

NAME = "imsmanifest.xml"


def manifest(plan: Plan, profile: Profile, form: Form) -> bytes:
    """`imsmanifest.xml`. The default namespace stands within the first 500 bytes, where Moodle looks for it."""
    names = {"lomm": profile.lom("manifest"), "lomr": profile.lom("resource"), "xsi": XSI, None: profile.manifest}
    root = etree.Element(f"{{{profile.manifest}}}manifest", nsmap=names)
    root.set("identifier", plan.id)
    root.set(f"{{{XSI}}}schemaLocation", profile.located(profile.manifest, names["lomm"], names["lomr"]))
    is_thin = is_thin_profile(profile, form)
    _metadata(root, plan, profile, "IMS Thin Common Cartridge" if is_thin else "IMS Common Cartridge")
    _organization(root, plan)
    resources = add(root, "resources")
    for resource in plan.resources.values():
        made = _resource(resources, resource, profile)
        _web_link(made, resource, profile) if is_thin else add(made, "file", attributes={"href": resource.path})
    return written(root)


def link_file(profile: Profile, title: str, url: str) -> bytes:
    """A web link as a file of its own."""
    root = etree.Element(f"{{{profile.link}}}webLink", nsmap={None: profile.link, "xsi": XSI})
    root.set(f"{{{XSI}}}schemaLocation", profile.located(profile.link))
    _link(root, title, url)
    return written(root)


def discussion_file(profile: Profile, title: str, text: str) -> bytes:
    """A discussion topic; `text` is HTML."""
    root = etree.Element(f"{{{profile.discussion}}}topic", nsmap={None: profile.discussion, "xsi": XSI})
    root.set(f"{{{XSI}}}schemaLocation", profile.located(profile.discussion))
    add(root, "title", title)
    add(root, "text", text, {"texttype": "text/html"})
    return written(root)


def _metadata(root: Any, plan: Plan, profile: Profile, schema: str) -> None:
    metadata = add(root, "metadata")
    add(metadata, "schema", schema)
    add(metadata, "schemaversion", profile.version)
    lom = add(metadata, f"{{{profile.lom('manifest')}}}lom")
    general = add(lom, "general")
    identifier = add(general, "identifier")
    add(identifier, "catalog", "Casebook")
    add(identifier, "entry", plan.id)
    _strings(general, "title", plan.language, plan.title)
    add(general, "language", plan.language)
    for name, texts in (("description", (plan.summary,)), ("keyword", plan.keywords)):
        for text in filter(None, texts):
            _strings(general, name, plan.language, text)
    rights = add(add(lom, "rights"), "copyrightAndOtherRestrictions")
    add(rights, "value", "yes")


def _strings(parent: Any, name: str, language: str, text: str) -> None:
    add(add(parent, name), "string", text, {"language": language})


def _organization(root: Any, plan: Plan) -> None:
    tree = {"identifier": "organization", "structure": "rooted-hierarchy"}
    organization = add(add(root, "organizations"), "organization", attributes=tree)
    _entries(add(organization, "item", attributes={"identifier": "root"}), plan.entries)


def _entries(parent: Any, entries: Iterable[Entry]) -> None:
    for entry in entries:
        item = add(parent, "item", attributes={"identifier": entry.id, "identifierref": entry.resource})
        add(item, "title", entry.title)
        _entries(item, entry.entries)


def _resource(resources: Any, resource: Resource, profile: Profile) -> Any:
    """The resource with its metadata. Pages can be opened, so only they have an address of their own."""
    href = resource.path if resource.kind is Kind.content else None
    attributes = {"identifier": resource.id, "type": profile.types[resource.kind], "href": href}
    made = add(resources, "resource", attributes=attributes)
    if resource.is_for_instructors:
        lom = add(add(made, "metadata"), f"{{{profile.lom('resource')}}}lom")
        role = add(add(lom, "educational"), "intendedEndUserRole")
        add(role, "source", profile.roles)
        add(role, "value", "Instructor")
    return made


def _web_link(parent: Any, resource: Resource, profile: Profile) -> None:
    made = etree.SubElement(parent, f"{{{profile.link}}}webLink", nsmap={None: profile.link})
    _link(made, resource.title, resource.url)


def _link(root: Any, title: str, url: str) -> None:
    add(root, "title", title)
    add(root, "url", attributes={"href": url, "target": "_blank"})
