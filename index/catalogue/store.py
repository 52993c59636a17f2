"""Reading and writing the catalogue. Every write is one transaction: a reader sees a case before it or after it, never between."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, create_engine, delete, event, func, select, true, update
from sqlalchemy.engine import make_url
from sqlalchemy.exc import IntegrityError, OperationalError, SQLAlchemyError
from sqlalchemy.orm import Session

from corpus.case import Case
from corpus.errors import BadInput, CasebookError, NotFound, Unavailable
from corpus.passage import SEARCHED_ROLES, Passage, PassageRole, StoredDocument
from index.catalogue import rows
from index.catalogue.fixity import as_json, hold, version_digest
from index.catalogue.harvest import tell_deleted, tell_harvesters
from index.catalogue.history import History
from index.catalogue.migrate import migrate
from index.catalogue.overview import EMPTY, CaseSummary, Overview, current_documents, read_overview
from index.catalogue.phrases import add_words, find_phrase, remove_words
from index.catalogue.tables import PUBLISHED, REMOVED, CaseRow, ChangeRow, DocumentRow, PassageRow, VersionRow

LATEST_CHANGE = select(func.max(ChangeRow.id))


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """A document with the passages cut from it, in order."""

    document: StoredDocument
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Version:
    version: int
    created: dt.datetime
    """UTC."""
    documents: tuple[str, ...]
    """Ids of the documents that this version had."""


@dataclass(frozen=True, slots=True)
class StoredCase:
    """A case with the documents of its current version, the number of passages of each, and every version, oldest first."""

    case: Case
    documents: tuple[StoredDocument, ...]
    passage_counts: Mapping[str, int]
    versions: tuple[Version, ...]


@dataclass(frozen=True, slots=True)
class NewCase:
    """A case that the catalogue does not hold yet, with what `Catalogue.publish` takes of it."""

    case: Case
    documents: tuple[ParsedDocument, ...]
    origin: str
    fingerprint: str
    version: int = 1
    """Its number: another than the first only where a past state of an archive is written out again."""


class Catalogue:
    """A database of cases. Safe to share between threads."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._overview = EMPTY
        self._lock = threading.Lock()

    def close(self) -> None:
        self.engine.dispose()

    @property
    def history(self) -> History:
        """What the catalogue was: its changes and older versions."""
        return History(self.engine)

    def snapshot(self) -> str:
        """Name of the archive's present state; it changes with every published or removed case. Unavailable where nothing can be read."""
        try:
            # Asked at every search, so without the session, which takes longer than the question.
            with self.engine.connect() as connection:
                return str(connection.scalar(LATEST_CHANGE) or 0)
        except OperationalError as failure:
            raise Unavailable(f"the catalogue cannot be read: {failure.orig}") from failure

    def cases(self) -> Mapping[str, CaseSummary]:
        """Every case by id, in order of id."""
        return self._current().cases

    def passage_languages(self) -> Mapping[str, Mapping[str, frozenset[str]]]:
        """Case id -> document id -> languages of the document's passages."""
        return self._current().languages

    def passage_counts(self) -> Mapping[str, int]:
        """Number of passages of each current document, by document id; those that search leaves out count too."""
        return self._current().passage_counts

    def searched_counts(self) -> Mapping[str, int]:
        """Number of passages that the index is to hold of each current document, by document id."""
        with Session(self.engine) as session:
            return _passage_counts(session, current_documents(session), roles=SEARCHED_ROLES)

    def case(self, case_id: str) -> StoredCase:
        """The case with its current documents; NotFound where there is none."""
        with Session(self.engine) as session:
            row = session.get(CaseRow, case_id)
            if row is None:
                raise NotFound(f"there is no case {case_id!r}")
            documents = current_documents(session, [case_id])
            counts = _passage_counts(session, documents, case_id)
            versions = session.scalars(
                select(VersionRow).where(VersionRow.case_id == case_id).order_by(VersionRow.version)
            )
            return StoredCase(
                Case.model_validate(row.record),
                documents,
                counts,
                tuple(Version(v.version, rows.utc(v.created), tuple(v.documents)) for v in versions),
            )

    def document(self, document_id: str) -> StoredDocument:
        """A document of a current or older version; NotFound where there is none."""
        with Session(self.engine) as session:
            row = session.get(DocumentRow, document_id)
            if row is None:
                raise NotFound(f"there is no document {document_id!r}")
            return rows.document(row)

    def passages(self, document_id: str) -> tuple[Passage, ...]:
        """Passages of a document in order; NotFound where there is no such document."""
        self.document(document_id)
        with Session(self.engine) as session:
            return _passages_of(session, document_id)

    def passage(self, passage_id: str) -> Passage:
        """A passage of a current or older document, so that citations stay good; NotFound where there is none."""
        with Session(self.engine) as session:
            row = session.get(PassageRow, passage_id)
            if row is None:
                raise NotFound(f"there is no passage {passage_id!r}")
            return rows.passage(row)

    def passages_by_id(self, ids: Iterable[str]) -> dict[str, Passage]:
        """Passages of current documents by id; those that are gone are left out."""
        # Plain columns: every search waits for this, and objects of the session take twice as long.
        found = (
            select(*PassageRow.__table__.columns)
            .join(DocumentRow, DocumentRow.id == PassageRow.document_id)
            .where(PassageRow.id.in_(list(ids)), DocumentRow.retired.is_(None))
        )
        with self.engine.connect() as connection:
            return {row.id: rows.passage(row) for row in connection.execute(found)}

    def phrase_passages(self, phrase: str) -> set[str]:
        """Ids of current passages that hold the words of the phrase side by side, whatever their case and accents."""
        with self.engine.connect() as connection:
            return find_phrase(connection, phrase)

    def fingerprints(self) -> dict[str, str]:
        """Fingerprint that a case was published with -> id of the case."""
        with Session(self.engine) as session:
            return {digest: id for digest, id in session.execute(select(CaseRow.fingerprint, CaseRow.id))}

    def origins(self) -> dict[str, str]:
        """Origin -> case id."""
        with Session(self.engine) as session:
            return {origin: id for origin, id in session.execute(select(CaseRow.origin, CaseRow.id))}

    def publish(self, case: Case, documents: Sequence[ParsedDocument], origin: str, fingerprint: str) -> int:
        """Write a case and its documents as a new version, whose number is returned."""
        with self._writing() as session:
            row = session.get(CaseRow, case.id)
            version = row.version + 1 if row else 1
            _seal(session, case.id, version - 1)
            new = NewCase(case, tuple(documents), origin, fingerprint, version)
            session.merge(_case_row(new))
            session.flush()
            _replace_documents(session, case.id, version, documents)
            session.add_all(_trace(new))
            tell_harvesters(session, [case])
            return version

    def publish_new(self, cases: Sequence[NewCase]) -> None:
        """Write one version of each case, all of them or none; BadInput where the catalogue holds one of them already.

        For thousands of cases: in one transaction and without looking for older versions it takes a fraction of the time.
        """
        documents = [(place, parsed) for new in cases for place, parsed in enumerate(new.documents)]
        passages = [passage for _, parsed in documents for passage in parsed.passages]
        with self._writing() as session:
            # Each kind refers to the one before it.
            for kind in (
                [_case_row(new) for new in cases],
                [rows.document_row(parsed.document, place) for place, parsed in documents],
                [*map(rows.passage_row, passages), *(row for new in cases for row in _trace(new))],
            ):
                session.add_all(kind)
                _flush_new(session)
            add_words(session.connection(), ((each.id, each.text) for each in passages if each.is_searched))
            tell_harvesters(session, [new.case for new in cases])

    def remove(self, case_id: str) -> None:
        """Delete a case with all its versions; NotFound where there is none. The change itself stays on record."""
        with self._writing() as session:
            row = session.get(CaseRow, case_id)
            if row is None:
                raise NotFound(f"there is no case {case_id!r}")
            held = session.scalars(select(DocumentRow.id).where(DocumentRow.case_id == case_id))
            _forget_words(session, list(held))
            session.add(ChangeRow(at=dt.datetime.now(dt.UTC), case_id=case_id, version=row.version, kind=REMOVED))
            tell_deleted(session, [case_id], dt.datetime.now(dt.UTC))
            session.delete(row)

    def _current(self) -> Overview:
        snapshot = self.snapshot()
        with self._lock:
            if self._overview.snapshot != snapshot:
                with Session(self.engine) as session:
                    self._overview = read_overview(session, snapshot, self._overview)
            return self._overview

    def _writing(self) -> _Transaction:
        return _Transaction(self.engine)


class _Transaction:
    """A session that commits on leaving; a database that cannot be written becomes one sentence."""

    def __init__(self, engine: Engine) -> None:
        self.session = Session(engine)

    def __enter__(self) -> Session:
        return self.session

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        try:
            if error is None:
                self.session.commit()
        except OperationalError as failure:
            raise Unavailable(f"the catalogue cannot be written: {failure.orig}; nothing was changed") from failure
        finally:
            self.session.close()


def _record(case: Case, version: int) -> dict[str, Any]:
    record = case.model_copy(update={"version": version}).model_dump(mode="json", exclude_defaults=True)
    return record | {"version": version, "status": case.status.value}


def _case_row(new: NewCase) -> CaseRow:
    return CaseRow(
        id=new.case.id, version=new.version, status=new.case.status.value, record=_record(new.case, new.version),
        origin=new.origin, fingerprint=new.fingerprint,
    )  # fmt: skip


def _trace(new: NewCase) -> tuple[VersionRow, ChangeRow]:
    """What stays on record of a version when there are later ones."""
    id, now, record = new.case.id, dt.datetime.now(dt.UTC), _record(new.case, new.version)
    held = [hold(parsed.document, parsed.passages) for parsed in new.documents]
    return (
        VersionRow(
            case_id=id, version=new.version, created=now, record=record, documents=[each.document.id for each in held],
            contents=[as_json(each) for each in held],
        ),
        ChangeRow(at=now, case_id=id, version=new.version, kind=PUBLISHED, digest=version_digest(record, held)),
    )  # fmt: skip


def _seal(session: Session, case_id: str, version: int) -> None:
    """Record what the newest version holds before the next is written, where it is from before that was recorded."""
    row = session.get(VersionRow, (case_id, version))
    if row is None or row.contents is not None:
        return
    documents = current_documents(session, [case_id])
    row.contents = [as_json(hold(each, _passages_of(session, each.id))) for each in documents]


def _passages_of(session: Session, document_id: str) -> tuple[Passage, ...]:
    found = select(PassageRow).where(PassageRow.document_id == document_id).order_by(PassageRow.position)
    return tuple(rows.passage(row) for row in session.scalars(found))


def _flush_new(session: Session) -> None:
    try:
        session.flush()
    except IntegrityError as clash:
        raise BadInput(f"a new case is in the catalogue already: {clash.orig}; publish it as a version") from clash


def _passage_counts(
    session: Session, documents: Sequence[StoredDocument], *case_ids: str, roles: Iterable[PassageRole] = PassageRole
) -> dict[str, int]:
    counted = (
        select(PassageRow.document_id, func.count())
        .join(DocumentRow, DocumentRow.id == PassageRow.document_id)
        .where(DocumentRow.retired.is_(None), DocumentRow.case_id.in_(case_ids) if case_ids else true())
        .where(PassageRow.role.in_([role.value for role in roles]))
        .group_by(PassageRow.document_id)
    )
    found = {id: count for id, count in session.execute(counted)}
    return {document.id: found.get(document.id, 0) for document in documents}


def _replace_documents(session: Session, case_id: str, version: int, documents: Sequence[ParsedDocument]) -> None:
    """Retire what the new version does not have; write what it has afresh, since a newer splitter may cut it differently."""
    current = [parsed.document.id for parsed in documents]
    gone = [document.id for document in current_documents(session, [case_id]) if document.id not in current]
    _forget_words(session, [*gone, *current])
    session.execute(update(DocumentRow).where(DocumentRow.id.in_(gone)).values(retired=version))
    session.execute(delete(PassageRow).where(PassageRow.document_id.in_(current)))
    for position, parsed in enumerate(documents):
        session.merge(rows.document_row(parsed.document, position))
        session.flush()
        session.add_all(rows.passage_row(passage) for passage in parsed.passages)
        add_words(session.connection(), ((each.id, each.text) for each in parsed.passages if each.is_searched))


def _forget_words(session: Session, document_ids: Sequence[str]) -> None:
    ids = session.scalars(select(PassageRow.id).where(PassageRow.document_id.in_(document_ids)))
    remove_words(session.connection(), list(ids))


def _tune_sqlite(connection: object, _record: object) -> None:
    cursor = connection.cursor()  # type: ignore[attr-defined]
    for pragma in ("journal_mode=WAL", "foreign_keys=ON", "busy_timeout=10000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def open_catalogue(url: str) -> Catalogue:
    """Open the catalogue at a SQLAlchemy URL and bring its tables up to date; Unavailable says why it cannot be reached."""
    parsed = make_url(url)
    engine = create_engine(parsed)
    if parsed.get_backend_name() == "sqlite":
        event.listen(engine, "connect", _tune_sqlite)
    try:
        migrate(engine)
    except CasebookError:
        raise
    except (SQLAlchemyError, OSError) as failure:
        where = parsed.render_as_string(hide_password=True)
        reason = str(getattr(failure, "orig", None) or failure).partition("\n")[0]
        raise Unavailable(
            f"the catalogue at {where} cannot be opened: {reason}; check CASEBOOK_CATALOGUE_URL"
        ) from failure
    return Catalogue(engine)
