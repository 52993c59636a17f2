"""Questions that the archive had no good answer to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "gaps",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("first_asked", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_asked", sa.DateTime(timezone=True), nullable=False),
        sa.Column("best_confidence", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_gaps")),
    )
    op.create_index(op.f("ix_gaps_last_asked"), "gaps", ["last_asked"], unique=False)


def downgrade() -> None:
    op.drop_table("gaps")
