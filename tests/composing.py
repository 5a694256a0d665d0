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


async def forwards(crew: Crew, author: Player, words: str, bold: int) -> None:
    """A post with its first letters bold; the page of the sandbox cannot forward."""
    number = author.number
    if author.network == "telegram":
        user = {"id": number, "is_bot": False, "first_name": "Ольга"}
        said = {"text": words, "entities": [{"type": "bold", "offset": 0, "length": bold}]}
        origin = {"type": "hidden_user", "date": 1_790_000_000, "sender_user_name": "Канал"}
        message = {"message_id": 90_001, "date": 1_790_000_000, "from": user, "forward_origin": origin, **said}
        await crew.inject({"update_id": 900_000_001, "message": message | {"chat": user | {"type": "private"}}})
        return
    style = {"type": "bold", "offset": 0, "length": bold}
    post = {"id": 7, "text": words, "format_data": {"version": "1", "items": [style]}, "attachments": []}
    message = {"from_id": number, "peer_id": number, "date": 1_790_000_000, "id": 90_001, "out": 0, "text": ""}
    message |= {"conversation_message_id": 90_001, "attachments": [{"type": "wall", "wall": post}]}
    await crew.inject({"type": "message_new", "event_id": "forwarded", "object": {"message": message}})
