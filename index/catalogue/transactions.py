"""One transaction on the catalogue, whose failures a person can read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from corpus.errors import CasebookError, Unavailable


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """A session to read with. Unavailable where the catalogue cannot be read."""
    try:
        with Session(engine) as session:
            yield session
    except SQLAlchemyError as failure:
        raise Unavailable(f"the catalogue cannot be read: {getattr(failure, 'orig', failure)}") from failure


@contextmanager
def writing(engine: Engine) -> Iterator[Session]:
    """A session whose changes are all kept at the end, or none of them: Unavailable where the disk is full or the catalogue is locked."""
    try:
        with Session(engine) as session:
            yield session
            session.commit()
    except CasebookError:
        raise
    except SQLAlchemyError as failure:
        sentence = f"the catalogue cannot be written: {getattr(failure, 'orig', failure)}; nothing was changed"
        raise Unavailable(sentence) from failure
