"""Mentoring: requests and whom they name, pairs and groups, their programmes, meetings and talks."""

import sqlalchemy as sa
from alembic import op

from storage.models import UtcDateTime

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _mentorships()
    _invitations()
    _requests()
    _words()
    _meetings()
    _talks()


def downgrade() -> None:
    with op.batch_alter_table("talk", schema=None, table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_talk_mentorship_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("uq_talk_mentorship_id"), type_="unique")
        batch_op.drop_column("mentorship_id")
    for table in (
        "mentor_word",
        "mentor_offer",
        "mentor_request",
        "meeting_answer",
        "meeting",
        "fit_check",
        "programme_step",
        "mentorship_invitation",
        "mentorship_member",
        "mentorship",
    ):
        op.drop_table(table)


def _invitations() -> None:
    op.create_table(
        "mentorship_invitation",
        sa.Column("id", KEY, nullable=False),
        sa.Column("mentorship_id", KEY, nullable=True),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("invited_by", KEY, nullable=True),
        sa.Column("role", sa.String(length=8), nullable=False),
        sa.Column("invited_at", UtcDateTime(), nullable=False),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("answer", sa.String(length=8), nullable=True),
        sa.ForeignKeyConstraint(["invited_by"], ["person.id"], name=op.f("fk_mentorship_invitation_invited_by")),
        sa.ForeignKeyConstraint(
            ["mentorship_id"],
            ["mentorship.id"],
            name=op.f("fk_mentorship_invitation_mentorship_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_mentorship_invitation_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentorship_invitation")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("mentorship_invitation", schema=None) as batch_op:
        for column in ("invited_at", "invited_by", "mentorship_id", "person_id"):
            batch_op.create_index(batch_op.f(f"ix_mentorship_invitation_{column}"), [column], unique=False)


def _mentorships() -> None:
    op.create_table(
        "mentorship",
        sa.Column("id", KEY, nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("mode", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("order_number", sa.String(length=40), nullable=True),
        sa.Column("order_on", sa.Date(), nullable=True),
        sa.Column("consent_noted_at", UtcDateTime(), nullable=True),
        sa.Column("ground", sa.String(length=24), nullable=True),
        sa.Column("topic", sa.String(length=24), nullable=True),
        sa.Column("competence", sa.String(length=24), nullable=True),
        sa.Column("title", sa.String(length=120), nullable=True),
        sa.Column("municipality", sa.String(length=24), nullable=True),
        sa.Column("organisation", sa.String(length=120), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("made_by", KEY, nullable=True),
        sa.Column("begun_at", UtcDateTime(), nullable=True),
        sa.Column("goal", sa.String(length=300), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("rhythm", sa.String(length=24), nullable=True),
        sa.Column("format", sa.String(length=24), nullable=True),
        sa.Column("paused_at", UtcDateTime(), nullable=True),
        sa.Column("paused_until", UtcDateTime(), nullable=True),
        sa.Column("completed_at", UtcDateTime(), nullable=True),
        sa.Column("outcome", sa.String(length=24), nullable=True),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_mentorship_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentorship")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("mentorship", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mentorship_municipality_state"), ["municipality", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_mentorship_organisation_state"), ["organisation", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_mentorship_state"), ["state"], unique=False)

    op.create_table(
        "mentorship_member",
        sa.Column("id", KEY, nullable=False),
        sa.Column("mentorship_id", KEY, nullable=False),
        sa.Column("person_id", KEY, nullable=True),
        sa.Column("role", sa.String(length=8), nullable=False),
        sa.Column("joined_at", UtcDateTime(), nullable=False),
        sa.Column("left_at", UtcDateTime(), nullable=True),
        sa.Column("agreed_at", UtcDateTime(), nullable=True),
        sa.Column("shares_contacts_at", UtcDateTime(), nullable=True),
        sa.Column("contact", sa.String(length=120), nullable=True),
        sa.Column("closing_words", sa.String(length=600), nullable=True),
        sa.Column("confirmed_end_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["mentorship_id"], ["mentorship.id"], name=op.f("fk_mentorship_member_mentorship_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_mentorship_member_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentorship_member")),
        sa.UniqueConstraint("mentorship_id", "person_id", name=op.f("uq_mentorship_member_mentorship_id_person_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("mentorship_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mentorship_member_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "ix_mentorship_member_present",
            ["person_id", "role"],
            unique=False,
            sqlite_where=sa.text("left_at IS NULL"),
            postgresql_where=sa.text("left_at IS NULL"),
        )

    op.create_table(
        "programme_step",
        sa.Column("id", KEY, nullable=False),
        sa.Column("mentorship_id", KEY, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=True),
        sa.Column("title", sa.String(length=150), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("mentor_confirmed_at", UtcDateTime(), nullable=True),
        sa.Column("mentee_confirmed_at", UtcDateTime(), nullable=True),
        sa.Column("link", sa.String(length=300), nullable=True),
        sa.ForeignKeyConstraint(
            ["mentorship_id"], ["mentorship.id"], name=op.f("fk_programme_step_mentorship_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_step")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("programme_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_programme_step_mentorship_id"), ["mentorship_id"], unique=False)

    op.create_table(
        "fit_check",
        sa.Column("id", KEY, nullable=False),
        sa.Column("mentorship_id", KEY, nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("answer", sa.String(length=12), nullable=True),
        sa.Column("words", sa.String(length=600), nullable=True),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["mentorship_id"], ["mentorship.id"], name=op.f("fk_fit_check_mentorship_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_fit_check_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fit_check")),
        sa.UniqueConstraint("mentorship_id", "person_id", name=op.f("uq_fit_check_mentorship_id_person_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("fit_check", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_fit_check_person_id"), ["person_id"], unique=False)


def _requests() -> None:
    op.create_table(
        "mentor_request",
        sa.Column("id", KEY, nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("ground", sa.String(length=24), nullable=False),
        sa.Column("topic", sa.String(length=24), nullable=True),
        sa.Column("competence", sa.String(length=24), nullable=True),
        sa.Column("words", sa.String(length=600), nullable=True),
        sa.Column("format", sa.String(length=24), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("refusals", sa.Integer(), nullable=False),
        sa.Column("answer_by", UtcDateTime(), nullable=True),
        sa.Column("escalated_at", UtcDateTime(), nullable=True),
        sa.Column("mentorship_id", KEY, nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("close_reason", sa.String(length=24), nullable=True),
        sa.Column("close_words", sa.String(length=300), nullable=True),
        sa.ForeignKeyConstraint(
            ["mentorship_id"], ["mentorship.id"], name=op.f("fk_mentor_request_mentorship_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_mentor_request_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentor_request")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("mentor_request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mentor_request_mentorship_id"), ["mentorship_id"], unique=False)
        batch_op.create_index(
            "ix_mentor_request_open",
            ["person_id", "ground"],
            unique=True,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )
        batch_op.create_index(batch_op.f("ix_mentor_request_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "ix_mentor_request_waiting",
            ["state", "answer_by"],
            unique=False,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )

    op.create_table(
        "mentor_offer",
        sa.Column("id", KEY, nullable=False),
        sa.Column("request_id", KEY, nullable=False),
        sa.Column("mentor_id", KEY, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=True),
        sa.Column("answer_by", UtcDateTime(), nullable=True),
        sa.Column("reminded_at", UtcDateTime(), nullable=True),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("reason", sa.String(length=24), nullable=True),
        sa.ForeignKeyConstraint(["mentor_id"], ["person.id"], name=op.f("fk_mentor_offer_mentor_id")),
        sa.ForeignKeyConstraint(
            ["request_id"], ["mentor_request.id"], name=op.f("fk_mentor_offer_request_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentor_offer")),
        sa.UniqueConstraint("request_id", "mentor_id", name=op.f("uq_mentor_offer_request_id_mentor_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("mentor_offer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mentor_offer_mentor_id_state"), ["mentor_id", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_mentor_offer_state_answer_by"), ["state", "answer_by"], unique=False)


def _words() -> None:
    op.create_table(
        "mentor_word",
        sa.Column("id", KEY, nullable=False),
        sa.Column("offer_id", KEY, nullable=False),
        sa.Column("author_id", KEY, nullable=False),
        sa.Column("words", sa.String(length=600), nullable=False),
        sa.Column("said_at", UtcDateTime(), nullable=False),
        sa.Column("account_id", KEY, nullable=True),
        sa.Column("number", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_mentor_word_account_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_mentor_word_author_id")),
        sa.ForeignKeyConstraint(
            ["offer_id"], ["mentor_offer.id"], name=op.f("fk_mentor_word_offer_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentor_word")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("mentor_word", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mentor_word_account_id_number"), ["account_id", "number"], unique=False)
        batch_op.create_index(batch_op.f("ix_mentor_word_author_id"), ["author_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mentor_word_offer_id"), ["offer_id"], unique=False)


def _meetings() -> None:
    op.create_table(
        "meeting",
        sa.Column("id", KEY, nullable=False),
        sa.Column("mentorship_id", KEY, nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("place", sa.String(length=200), nullable=True),
        sa.Column("link", sa.String(length=300), nullable=True),
        sa.Column("format", sa.String(length=24), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("proposed_at", UtcDateTime(), nullable=False),
        sa.Column("proposed_by", KEY, nullable=True),
        sa.Column("reminded_at", UtcDateTime(), nullable=True),
        sa.Column("logged_at", UtcDateTime(), nullable=True),
        sa.Column("logged_by", KEY, nullable=True),
        sa.Column("note", sa.String(length=600), nullable=True),
        sa.ForeignKeyConstraint(["logged_by"], ["person.id"], name=op.f("fk_meeting_logged_by")),
        sa.ForeignKeyConstraint(
            ["mentorship_id"], ["mentorship.id"], name=op.f("fk_meeting_mentorship_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["proposed_by"], ["person.id"], name=op.f("fk_meeting_proposed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meeting_logged_by"), ["logged_by"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_meeting_mentorship_id_starts_at"), ["mentorship_id", "starts_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_meeting_proposed_by"), ["proposed_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_meeting_state_starts_at"), ["state", "starts_at"], unique=False)

    op.create_table(
        "meeting_answer",
        sa.Column("id", KEY, nullable=False),
        sa.Column("meeting_id", KEY, nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("answer", sa.String(length=8), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_meeting_answer_meeting_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_meeting_answer_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_answer")),
        sa.UniqueConstraint("meeting_id", "person_id", name=op.f("uq_meeting_answer_meeting_id_person_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("meeting_answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meeting_answer_person_id"), ["person_id"], unique=False)


def _talks() -> None:
    with op.batch_alter_table("talk", schema=None, table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.add_column(sa.Column("mentorship_id", KEY, nullable=True))
        batch_op.create_unique_constraint(batch_op.f("uq_talk_mentorship_id"), ["mentorship_id"])
        batch_op.create_foreign_key(
            batch_op.f("fk_talk_mentorship_id"), "mentorship", ["mentorship_id"], ["id"], ondelete="CASCADE"
        )
