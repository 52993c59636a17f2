"""Tables of the catalogue, on SQLite and PostgreSQL alike; the migrations beside this file create and change them.

Old versions of a case, and the documents and passages that only they had, stay: a citation of them must still resolve. What the
current version has is marked by `Document.retired` being null.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from sqlalchemy import JSON, DateTime, ForeignKey, Index, MetaData, Text, UniqueConstraint, false
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

PUBLISHED, REMOVED = "published", "removed"
"""Kinds of changes."""

NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        dict[str, Any]: JSON,
        list[Any]: JSON,
        dt.datetime: DateTime(timezone=True),
    }


class CaseRow(Base):
    """The current version of a case."""

    __tablename__ = "cases"

    id: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int]
    status: Mapped[str] = mapped_column(index=True)
    record: Mapped[dict[str, Any]]
    """The `Case` as JSON."""
    origin: Mapped[str] = mapped_column(index=True)
    """Where it was ingested from; a folder or file that is ingested again from there is the same case."""
    fingerprint: Mapped[str]
    """Digest of the record and its documents; equal means that there is nothing to do."""


class VersionRow(Base):
    """A version that a case had or has; the record as it was then."""

    __tablename__ = "case_versions"

    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    created: Mapped[dt.datetime]
    record: Mapped[dict[str, Any]]
    documents: Mapped[list[Any]]
    """Ids of its documents, in order."""
    contents: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True))
    """The same documents as they were then, as `index.catalogue.fixity.as_json`; null in versions from before there were digests."""


class DocumentRow(Base):
    __tablename__ = "documents"

    id: Mapped[str] = mapped_column(primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    """Order among the documents of the case."""
    file: Mapped[str]
    title: Mapped[str]
    language: Mapped[str]
    media_type: Mapped[str]
    document_type: Mapped[str]
    sha256: Mapped[str] = mapped_column(index=True)
    size: Mapped[int]
    pages: Mapped[int | None]
    licence: Mapped[str | None]
    retired: Mapped[int | None] = mapped_column(index=True)
    """Version of the case that no longer has it; null while the current version has it."""


class PassageRow(Base):
    __tablename__ = "passages"

    id: Mapped[str] = mapped_column(primary_key=True)
    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"))
    position: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    sentences: Mapped[list[Any]]
    """Pairs of character offsets."""
    language: Mapped[str]
    section: Mapped[str]
    heading_path: Mapped[list[Any]]
    page: Mapped[int | None]
    page_end: Mapped[int | None]
    kind: Mapped[str]
    role: Mapped[str] = mapped_column(server_default="body")
    boxes: Mapped[list[Any]] = mapped_column(server_default="[]")
    """Lists of page, x, y, width and height, as `corpus.passage.Box`."""
    rows: Mapped[list[Any]] = mapped_column(server_default="[]")
    """Rows of a table as lists of cells."""
    section_is_guessed: Mapped[bool] = mapped_column(server_default=false())

    __table_args__ = (Index("ix_passages_document_position", "document_id", "position", unique=True),)


class ChangeRow(Base):
    """One change of the archive. The newest id names the snapshot; removed cases leave their trace here."""

    __tablename__ = "changes"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[dt.datetime]
    case_id: Mapped[str] = mapped_column(index=True)
    version: Mapped[int]
    kind: Mapped[str]
    """`PUBLISHED` or `REMOVED`."""
    digest: Mapped[str | None]
    """`index.catalogue.fixity.version_digest` of what was published, which outlives the version; null for a removal, and in
    changes from before there were digests."""


class HarvestRow(Base):
    """What harvesters are told of a case that is or was published; the row stays when the case goes."""

    __tablename__ = "harvest"

    case_id: Mapped[str] = mapped_column(primary_key=True)
    changed: Mapped[dt.datetime]
    """When it was last published, or taken away: to the microsecond, so that the place in a list is told apart within a second."""
    is_deleted: Mapped[bool]

    __table_args__ = (Index("ix_harvest_changed", "changed", "case_id"),)


class HarvestSetRow(Base):
    """A set that a case belongs to, or belonged to when it was last published; the sets above it have rows too."""

    __tablename__ = "harvest_sets"

    case_id: Mapped[str] = mapped_column(ForeignKey("harvest.case_id", ondelete="CASCADE"), primary_key=True)
    spec: Mapped[str] = mapped_column(primary_key=True, index=True)
    """As `index.catalogue.harvest.set_specs`."""


class SketchRow(Base):
    """What a document is compared by with all others; `ingest.near` makes it."""

    __tablename__ = "document_sketches"

    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True)
    words: Mapped[bytes]
    """MinHash of its words, unsigned 32-bit numbers."""
    meaning: Mapped[bytes]
    """Mean of its passages' embeddings, 32-bit floats."""


class LinkRow(Base):
    """Two documents that are versions or translations of one another; the id that sorts first stands first."""

    __tablename__ = "document_links"

    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True)
    other_id: Mapped[str] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True, index=True)
    kind: Mapped[str]
    """version or translation."""
    score: Mapped[float]


class GapRow(Base):
    """A question that the archive had no good answer to. Nothing tells who asked it."""

    __tablename__ = "gaps"

    digest: Mapped[str] = mapped_column(primary_key=True)
    """SHA-256 of the question without case, accents and punctuation: the same question asked twice is one gap."""
    text: Mapped[str] = mapped_column(Text)
    """As first asked."""
    language: Mapped[str]
    count: Mapped[int]
    first_asked: Mapped[dt.datetime]
    last_asked: Mapped[dt.datetime] = mapped_column(index=True)
    best_confidence: Mapped[float]
    """How near the archive came at best."""


class ProgrammeRow(Base):
    """A training programme as it is now. Whoever has a key may read or change it; only their digests are kept."""

    __tablename__ = "programmes"

    id: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int]
    """Grows with every change; older ones stay in `programme_versions`."""
    visibility: Mapped[str] = mapped_column(index=True)
    """`corpus.programme.stored.Visibility`."""
    title: Mapped[dict[str, Any]]
    topics: Mapped[list[Any]]
    """What lists show, so that they read no content."""
    edit_digest: Mapped[str]
    """SHA-256 of the key that permits changing."""
    read_digest: Mapped[str]
    """SHA-256 of the key that permits reading."""
    created: Mapped[dt.datetime]
    updated: Mapped[dt.datetime] = mapped_column(index=True)
    cloned_from: Mapped[str | None]
    """Id and version, joined by '@'; None where it began by itself."""
    roster: Mapped[dict[str, Any]]
    """The `Roster` as JSON: names of participants, which are in no version."""


class ProgrammeVersionRow(Base):
    """What a programme was after one change."""

    __tablename__ = "programme_versions"

    programme_id: Mapped[str] = mapped_column(ForeignKey("programmes.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    created: Mapped[dt.datetime]
    content: Mapped[dict[str, Any]]
    """The `Programme` as JSON, without defaults."""


class TaughtRow(Base):
    """A case that the present version of a programme teaches."""

    __tablename__ = "taught_cases"

    programme_id: Mapped[str] = mapped_column(ForeignKey("programmes.id", ondelete="CASCADE"), primary_key=True)
    case_id: Mapped[str] = mapped_column(primary_key=True, index=True)
    version: Mapped[int]
    """The one that is pinned."""
    last_day: Mapped[dt.date | None]
    """When the programme ends; None while it has no dates."""


class ProgrammeFormRow(Base):
    """A form as it was when links to it were issued: later changes of the programme leave it as it is."""

    __tablename__ = "programme_forms"

    id: Mapped[str] = mapped_column(primary_key=True)
    programme_id: Mapped[str] = mapped_column(ForeignKey("programmes.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str]
    """`corpus.programme.forms.FormKind`."""
    version: Mapped[int]
    """Of the programme."""
    content: Mapped[dict[str, Any]]
    """The `Form` as JSON, with the keys of its items."""


class FormTokenRow(Base):
    """A link that opens a form once. Nothing tells who was given it, nor when it was used."""

    __tablename__ = "form_tokens"

    digest: Mapped[str] = mapped_column(primary_key=True)
    """SHA-256 of the token."""
    programme_id: Mapped[str] = mapped_column(ForeignKey("programmes.id", ondelete="CASCADE"))
    form_id: Mapped[str] = mapped_column(ForeignKey("programme_forms.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str]
    number: Mapped[str]
    """Stands for a person within the programme."""
    opens: Mapped[dt.datetime]
    closes: Mapped[dt.datetime]
    is_used: Mapped[bool]

    __table_args__ = (UniqueConstraint("programme_id", "kind", "number"),)


class FormAnswerRow(Base):
    """One form that was filled in. Only tests have a number; ids are random, so that no order tells who came when."""

    __tablename__ = "form_answers"

    id: Mapped[str] = mapped_column(primary_key=True)
    form_id: Mapped[str] = mapped_column(ForeignKey("programme_forms.id", ondelete="CASCADE"), index=True)
    number: Mapped[str | None]
    answers: Mapped[dict[str, Any]]
    """Question -> list of texts."""


class CaseRatingRow(Base):
    """How one answer rates the sessions that taught a case, from 1 to 5."""

    __tablename__ = "case_ratings"

    answer_id: Mapped[str] = mapped_column(ForeignKey("form_answers.id", ondelete="CASCADE"), primary_key=True)
    case_id: Mapped[str] = mapped_column(primary_key=True, index=True)
    rating: Mapped[float]
