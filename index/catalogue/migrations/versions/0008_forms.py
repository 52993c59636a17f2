"""Forms of programmes, the links that open them, and what was answered."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "programme_forms",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("programme_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programmes.id"],
            name=op.f("fk_programme_forms_programme_id_programmes"), ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_forms")),
    )  # fmt: skip
    op.create_index(op.f("ix_programme_forms_programme_id"), "programme_forms", ["programme_id"], unique=False)
    op.create_table(
        "form_tokens",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("programme_id", sa.String(), nullable=False),
        sa.Column("form_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("opens", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_used", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["form_id"], ["programme_forms.id"],
            name=op.f("fk_form_tokens_form_id_programme_forms"), ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programmes.id"], name=op.f("fk_form_tokens_programme_id_programmes"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_form_tokens")),
        sa.UniqueConstraint("programme_id", "kind", "number", name=op.f("uq_form_tokens_programme_id")),
    )  # fmt: skip
    op.create_index(op.f("ix_form_tokens_form_id"), "form_tokens", ["form_id"], unique=False)
    op.create_table(
        "form_answers",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("form_id", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=True),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["form_id"], ["programme_forms.id"],
            name=op.f("fk_form_answers_form_id_programme_forms"), ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form_answers")),
    )  # fmt: skip
    op.create_index(op.f("ix_form_answers_form_id"), "form_answers", ["form_id"], unique=False)
    op.create_table(
        "case_ratings",
        sa.Column("answer_id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("rating", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["form_answers.id"], name=op.f("fk_case_ratings_answer_id_form_answers"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("answer_id", "case_id", name=op.f("pk_case_ratings")),
    )
    op.create_index(op.f("ix_case_ratings_case_id"), "case_ratings", ["case_id"], unique=False)


def downgrade() -> None:
    op.drop_table("case_ratings")
    op.drop_table("form_answers")
    op.drop_table("form_tokens")
    op.drop_table("programme_forms")
