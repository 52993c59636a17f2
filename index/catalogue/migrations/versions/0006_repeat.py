"""What a version held, document by document, and the digest by which it can be told from another of the same number."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Versions from before have neither: what their passages were is not known, and no digest is made up for them."""
    with op.batch_alter_table("case_versions") as versions:
        versions.add_column(sa.Column("contents", sa.JSON(), nullable=True))
    with op.batch_alter_table("changes") as changes:
        changes.add_column(sa.Column("digest", sa.String(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("changes") as changes:
        changes.drop_column("digest")
    with op.batch_alter_table("case_versions") as versions:
        versions.drop_column("contents")
