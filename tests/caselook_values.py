"""Files of complaints, asked for by who may have them and by who may not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from community.consultations import State
from community.profiles import CommunityProfile
from storage.models import Case, Complaint, Talk, TalkFile, TalkMessage
from tests.event_values import NOW

NUMBER = 9000  # of each row here


def add_files(session: Session) -> None:
    """Person 2 has complained of a file of person 3."""
    case = Case(id=NUMBER, asker_id=2, mentor_id=3, state=State.ANSWERED.value, topic="gone", created_at=NOW)
    case.is_support = case.is_anonymous = False
    session.add(case)
    session.flush()
    session.add(Talk(id=NUMBER, case_id=NUMBER, created_at=NOW))
    session.flush()
    said = TalkMessage(id=NUMBER, talk_id=NUMBER, author_id=3, side="mentor", words="", said_at=NOW, flagged_at=NOW)
    session.add_all([said, Complaint(id=NUMBER, talk_id=NUMBER, person_id=2, about_id=3, created_at=NOW)])
    session.flush()
    session.add(TalkFile(id=NUMBER, message_id=NUMBER, kind="photo", name="1.jpg", size=1, content=b"1"))
    session.flush()


VALUES: dict[str, Callable[[CommunityProfile], list[Any]]] = {
    "complaint_files.ids": lambda _: [
        {"by": by, "complaint": each, "at": NOW.isoformat()} for by in (1, 2, 404) for each in (NUMBER, 404)
    ],
}
