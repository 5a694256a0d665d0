from __future__ import annotations

import hmac
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


def keyed_hash(session: Session, word: str) -> str:
    """What is kept of a word that opens something: nobody finds the word from it, not even with a copy of the rest."""
    return hmac.new(installation_secret(session).encode(), word.encode(), "sha256").hexdigest()
