"""Alembic's environment: runs the migrations on the connection that `index.catalogue.migrate` opened."""

from __future__ import annotations

from typing import Any

from alembic import context

from index.catalogue.tables import Base


def include_object(_item: Any, name: str | None, kind: str, _reflected: bool, _compare_to: Any) -> bool:
    """Leave the word index out of comparisons: its form differs by database, and FTS5 keeps shadow tables of its own."""
    return not (kind == "table" and name is not None and name.startswith("passage_words"))


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    include_object=include_object,
)
with context.begin_transaction():
    context.run_migrations()
