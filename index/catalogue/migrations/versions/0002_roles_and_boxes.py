"""What a passage is to its document, its place on the page, the cells of a table, and whether its section was guessed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Passages from before are taken for body text without boxes; ingesting their files again fills the rest."""
    with op.batch_alter_table("passages") as passages:
        passages.add_column(sa.Column("role", sa.String(), nullable=False, server_default="body"))
        passages.add_column(sa.Column("boxes", sa.JSON(), nullable=False, server_default="[]"))
        passages.add_column(sa.Column("rows", sa.JSON(), nullable=False, server_default="[]"))
        passages.add_column(sa.Column("section_is_guessed", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    with op.batch_alter_table("passages") as passages:
        for name in ("section_is_guessed", "rows", "boxes", "role"):
            passages.drop_column(name)
