"""Bringing a catalogue's tables to the version that this code needs, with Alembic."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from corpus.errors import Unavailable


def alembic_config(connection: Connection | None = None) -> Config:
    """Alembic's configuration without an ini file; the migrations get the open connection."""
    config = Config()
    config.set_main_option("script_location", str(resources.files("index.catalogue") / "migrations"))
    config.attributes["connection"] = connection
    return config


def migrate(engine: Engine) -> None:
    """Create or upgrade the tables; nothing happens where they are current. Unavailable if a newer Casebook made them."""
    with _one_transaction(engine) as connection:
        config = alembic_config(connection)
        current = MigrationContext.configure(connection).get_current_revision()
        known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
        if current is not None and current not in known:
            raise Unavailable(
                f"the catalogue was made by a newer Casebook (schema {current}); update Casebook, or use another data directory"
            )
        command.upgrade(config, "head")


@contextmanager
def _one_transaction(engine: Engine) -> Iterator[Connection]:
    """A connection on which all is committed at the end, or nothing, statements that make tables included.

    Python's driver of SQLite commits before such statements by itself: a process killed there would leave tables without the mark of
    their version, and nothing could open the catalogue again.
    """
    if engine.dialect.name != "sqlite":
        with engine.begin() as connection:
            yield connection
        return
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        held, driver.isolation_level = driver.isolation_level, None
        try:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield connection
            connection.commit()
        finally:
            connection.rollback()
            driver.isolation_level = held
