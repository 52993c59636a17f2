"""A list of cases as JSON Lines: everything that the archive has of each case and may pass on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict

from pydantic import Field

from api.exports.cases import ExportedCase
from corpus.case import Case
from corpus.licences import Rights, document_rights
from corpus.passage import StoredDocument
from corpus.results import Answer, CaseCard


class RightsAnswer(Answer):
    """Whose something is, and why it is not passed on where it is not."""

    licence: str | None = Field(description="SPDX id")
    holder: str | None = Field(description="who holds the rights, where the record tells")
    withheld: str | None = Field(description="why it is not in the file; None where it is")


class ExportedDocument(Answer):
    """A document of a case: where it is, not what is in it."""

    id: str
    file: str
    title: str
    language: str = Field(description="BCP 47")
    media_type: str
    pages: int | None
    size: int = Field(description="bytes")
    sha256: str
    rights: RightsAnswer


class ExportedRecord(Answer):
    """A line of the file."""

    snapshot: str = Field(description="state of the archive that was asked")
    uri: str = Field(description="identifier of the case, to cite")
    card: CaseCard = Field(description="as in the list, without hits")
    record: Case | None = Field(
        description="the record as written; None where its licence does not let it be passed on"
    )
    documents: tuple[ExportedDocument, ...]
    rights: RightsAnswer


def rights_answer(rights: Rights) -> RightsAnswer:
    return RightsAnswer(**asdict(rights))


def exported_record(case: ExportedCase) -> ExportedRecord:
    """The case as a line tells it. Title and abstract are on the card whatever the licence: they are what lists and catalogues show."""
    rights = case.rights
    return ExportedRecord(
        snapshot=case.snapshot,
        uri=case.uri,
        card=case.card,
        record=None if rights.withheld else case.record,
        documents=tuple(_document(document, case) for document in case.documents),
        rights=rights_answer(rights),
    )


def _document(document: StoredDocument, case: ExportedCase) -> ExportedDocument:
    return ExportedDocument(
        id=document.id,
        file=document.file,
        title=document.title,
        language=document.language,
        media_type=document.media_type,
        pages=document.pages,
        size=document.size,
        sha256=document.sha256,
        rights=rights_answer(document_rights(document, case.record)),
    )


def json_lines(cases: Iterable[ExportedCase]) -> Iterator[str]:
    """JSON Lines (jsonlines.org) piece by piece, a case a line."""
    for case in cases:
        yield exported_record(case).model_dump_json() + "\n"
