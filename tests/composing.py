"""What a coordinator does to tell many something, for the stories."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community import audiences, drafts
from community.audiences import Audience
from community.broadcasts import State
from community.notices import Notice
from sandbox.person import Person as Player
from storage.models import Acknowledgement, Broadcast
from storage.notifications import notify_all
from tests.crew import Crew


async def writes(author: Player, words: str) -> None:
    await author.presses("Меню")
    await author.presses("Объявление")
    await author.says(words)
    await author.sees("Так увидят", "Отправить")


def leave(crew: Crew) -> None:
    """The newest draft is given out at once, to whom it is meant for."""
    assert crew.app
    app = crew.app

    def give_out(session: Session) -> None:
        found = session.execute(select(Broadcast).order_by(Broadcast.id.desc()).limit(1)).scalar_one()
        now = app.now()
        terms = drafts.terms(app.community, now)
        people = audiences.after(session, Audience.model_validate(found.audience), terms, 0, 99)
        found.state, found.begun_at, found.found = State.SENDING.value, now, len(people)
        ids = drafts.ids_of(session, found)
        notify_all(session, people, Notice.MESSAGE_TO_MANY, ids, now, f"broadcast:{found.id}", broadcast=found.id)

    app.database.run_now(give_out)
    app.wake_posts()


def acknowledged(session: Session) -> int:
    return session.execute(select(func.count()).select_from(Acknowledgement)).scalar_one()
