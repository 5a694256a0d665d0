from __future__ import annotations

from secrets import token_hex

from sqlalchemy.orm import Session

from storage.models import Cursor

NAME = "installation"  # no network is called that


def installation_secret(session: Session) -> str:
    """Made once per database: networks that know messages by a number of ours tell two databases apart by it."""
    kept = session.get(Cursor, NAME)
    if kept is None:
        kept = Cursor(network=NAME, position=token_hex(16))
        session.add(kept)
    return kept.position
