"""Every file that a programme leaves as, in one table: what lists, documents and names them is made of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from api.classroom.content import Classroom
from api.classroom.interchange import calendar, cartridge, qti, sessions_table
from api.classroom.printed.labels import label_language, labels_of
from corpus.programme.files import ProgrammeFile
from index.programmes import Permission

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
PDF = "application/pdf"

SNAPSHOT_HEADER = {
    "X-Casebook-Snapshot": {"description": "state of the archive that was asked", "schema": {"type": "string"}}
}
"""As the OpenAPI document has it."""


@dataclass(frozen=True, slots=True)
class FileFormat:
    """A file of a programme."""

    name: str
    """The end of its address, and of its name when it is saved."""
    media_type: str
    labels: Mapping[str, str]
    """Language -> what a person calls it; English is always among them."""
    parameters: tuple[str, ...] = ()
    """Query parameters that it takes beside `lang` and `version`."""
    least: Permission = Permission.public
    """Who may have it."""


FORMATS: tuple[FileFormat, ...] = (
    FileFormat("programme.docx", DOCX, labels_of("file_programme_docx"), ("edition",)),
    FileFormat("programme.pdf", PDF, labels_of("file_programme_pdf"), ("edition",)),
    FileFormat("day.pdf", PDF, labels_of("file_day_pdf"), ("day",)),
    FileFormat("slides.pptx", PPTX, labels_of("file_slides_pptx"), ("edition", "session")),
    FileFormat("reading-pack.docx", DOCX, labels_of("file_reading_pack_docx")),
    FileFormat("certificates.pdf", PDF, labels_of("file_certificates_pdf"), (), Permission.edit),
    FileFormat("calendar.ics", calendar.MEDIA_TYPE, labels_of("file_calendar_ics")),
    FileFormat("sessions.csv", sessions_table.MEDIA_TYPE, labels_of("file_sessions_csv")),
    FileFormat("cartridge.imscc", cartridge.MEDIA_TYPE, labels_of("file_cartridge_imscc"), ("cartridge", "form")),
    FileFormat("qti.zip", qti.MEDIA_TYPE, labels_of("file_qti_zip"), ("qti",), Permission.read),
)


def programme_files(shown: Classroom, permission: Permission) -> tuple[ProgrammeFile, ...]:
    """The files that this permission opens, in the order of the table."""
    return tuple(_file(each, shown) for each in FORMATS if permission >= each.least)


def _file(format: FileFormat, shown: Classroom) -> ProgrammeFile:
    asked = {"lang": shown.language, "version": str(shown.stored.version)}
    path = f"/v1/programmes/{shown.stored.id}/files/{format.name}"
    return ProgrammeFile(
        name=format.name,
        label=format.labels.get(label_language(shown.language), format.labels["en"]),
        media_type=format.media_type,
        address=shown.addresses.answer(path, asked),
        parameters=format.parameters,
        needs_edit_key=format.least is Permission.edit,
    )
