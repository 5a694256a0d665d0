"""Who wants which digest, and how the jobs of the clock last went."""

import sqlalchemy as sa
from alembic import op

from storage.models import UtcDateTime

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("person", sa.Column("morning_digest_off", UtcDateTime(), nullable=True))
    op.add_column("person", sa.Column("weekly_digest_since", UtcDateTime(), nullable=True))
    op.create_index(op.f("ix_person_weekly_digest_since"), "person", ["weekly_digest_since"])
    op.create_table(
        "job_run",
        sa.Column("id", KEY, nullable=False),
        sa.Column("job", sa.String(length=40), nullable=False),
        sa.Column("every", sa.Integer(), nullable=False),
        sa.Column("ran_at", UtcDateTime(), nullable=False),
        sa.Column("milliseconds", sa.Integer(), nullable=False),
        sa.Column("result", sa.String(length=8), nullable=False),
        sa.Column("steps", sa.Integer(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failing_since", UtcDateTime(), nullable=True),
        sa.Column("next_at", UtcDateTime(), nullable=False),
        sa.Column("error", sa.String(length=60), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job_run")),
        sa.UniqueConstraint("job", name=op.f("uq_job_run_job")),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    op.drop_table("job_run")
    op.drop_index(op.f("ix_person_weekly_digest_since"), "person")
    with op.batch_alter_table("person", table_kwargs={"sqlite_autoincrement": True}) as person:
        person.drop_column("weekly_digest_since")
        person.drop_column("morning_digest_off")
