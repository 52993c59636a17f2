"""Whether what is copied may be."""

from __future__ import annotations

from collections.abc import Iterator

from corpus.licences import withheld
from corpus.programme.checks.subject import Remark, Subject
from corpus.programme.model import Material


def licences(subject: Subject) -> Iterator[Remark]:
    """Files that are handed out as copies without a licence that permits it. Links and quotations need none."""
    for session in subject.programme.sessions:
        for material in session.materials:
            licence = _licence(subject, material)
            if material.is_copied and withheld(licence):
                told = {"material": subject.words(material.title), "session": subject.words(session.title)}
                code = "licence-forbids" if licence else "licence-none"
                yield Remark(code, (material.id,), {**told, "licence": licence or ""})


def _licence(subject: Subject, material: Material) -> str | None:
    """Of a document of the archive its own, whatever the material says; what is no longer there has none."""
    if material.document is None:
        return material.licence
    document = subject.facts.documents.get(material.document)
    return document.licence if document else None
