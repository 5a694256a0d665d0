"""What is told to many is given out, as the clock does it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from community.filling import SLICE, Filling
from community.profiles import CommunityProfile


def give_out(session: Session, community: CommunityProfile, now: datetime, most: int = SLICE) -> bool:
    """One range; False when there is nothing to give out. What the session has read before is read again."""
    session.flush()
    more = Filling(community).step(session, now, most)
    session.expire_all()
    return more
