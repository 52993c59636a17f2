"""Training programmes, their versions, and the cases that they teach."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "programmes",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("visibility", sa.String(), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("topics", sa.JSON(), nullable=False),
        sa.Column("edit_digest", sa.String(), nullable=False),
        sa.Column("read_digest", sa.String(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cloned_from", sa.String(), nullable=True),
        sa.Column("roster", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programmes")),
    )
    op.create_index(op.f("ix_programmes_updated"), "programmes", ["updated"], unique=False)
    op.create_index(op.f("ix_programmes_visibility"), "programmes", ["visibility"], unique=False)
    op.create_table(
        "programme_versions",
        sa.Column("programme_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programmes.id"],
            name=op.f("fk_programme_versions_programme_id_programmes"), ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("programme_id", "version", name=op.f("pk_programme_versions")),
    )  # fmt: skip
    op.create_table(
        "taught_cases",
        sa.Column("programme_id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["programme_id"],
            ["programmes.id"],
            name=op.f("fk_taught_cases_programme_id_programmes"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("programme_id", "case_id", name=op.f("pk_taught_cases")),
    )
    op.create_index(op.f("ix_taught_cases_case_id"), "taught_cases", ["case_id"], unique=False)


def downgrade() -> None:
    op.drop_table("taught_cases")
    op.drop_table("programme_versions")
    op.drop_table("programmes")
