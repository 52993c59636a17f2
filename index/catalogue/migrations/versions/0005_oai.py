"""What harvesters are told: when each published case last changed, the sets that it is in, and those that are gone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from alembic import op

from index.catalogue.harvest import set_specs

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

CASES = sa.table(
    "cases", sa.column("id", sa.String()), sa.column("status", sa.String()), sa.column("record", sa.JSON())
)
VERSIONS = sa.table("case_versions", sa.column("case_id", sa.String()), sa.column("record", sa.JSON()))
CHANGES = sa.table("changes", sa.column("at", sa.DateTime(timezone=True)), sa.column("case_id", sa.String()))


def upgrade() -> None:
    harvest = op.create_table(
        "harvest",
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("changed", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_deleted", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_harvest")),
    )
    op.create_index("ix_harvest_changed", "harvest", ["changed", "case_id"], unique=False)
    sets = op.create_table(
        "harvest_sets",
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("spec", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["harvest.case_id"], name=op.f("fk_harvest_sets_case_id_harvest"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("case_id", "spec", name=op.f("pk_harvest_sets")),
    )
    op.create_index(op.f("ix_harvest_sets_spec"), "harvest_sets", ["spec"], unique=False)
    _fill(harvest, sets)


def _fill(harvest: sa.Table, sets: sa.Table) -> None:
    """What the archive held before. A removed case is told as deleted: its record is gone, and nobody knows whether it was public."""
    bind = op.get_bind()
    status = {id: state for id, state in bind.execute(sa.select(CASES.c.id, CASES.c.status))}
    changed = bind.execute(sa.select(CHANGES.c.case_id, sa.func.max(CHANGES.c.at)).group_by(CHANGES.c.case_id)).all()
    public = _once_public(bind)
    rows = [
        {"case_id": id, "changed": at, "is_deleted": status.get(id) != "published"}
        for id, at in changed
        if id in public or id not in status
    ]
    if rows:
        op.bulk_insert(harvest, rows)
    specs = [
        {"case_id": id, "spec": spec}
        for id, record in public.items()
        for spec in set_specs(record.get("topics", ()), record.get("country"))
    ]
    if specs:
        op.bulk_insert(sets, specs)


def _once_public(bind: sa.Connection) -> dict[str, Mapping[str, Any]]:
    """Case -> its record as last published."""
    found: dict[str, Mapping[str, Any]] = {}
    for id, record in bind.execute(sa.select(VERSIONS.c.case_id, VERSIONS.c.record).order_by(sa.text("version"))):
        if record.get("status", "published") == "published":
            found[id] = record
    return found


def downgrade() -> None:
    op.drop_table("harvest_sets")
    op.drop_table("harvest")
