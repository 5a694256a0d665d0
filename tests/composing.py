"""What a coordinator does to tell many something, for the stories."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sandbox.person import Person as Player
from storage.models import Acknowledgement
from tests.crew import Crew


async def writes(author: Player, words: str) -> None:
    await author.presses("Меню")
    await author.presses("Объявление")
    await author.says(words)
    await author.sees("Так увидят", "Отправить")


async def sends(author: Player) -> None:
    """What stands in the preview, at once."""
    await author.presses("📣 Отправить")
    await author.presses("Отправить сейчас")


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
