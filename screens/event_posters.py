"""An event to be printed: one poster invites, the other hangs at the door."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from community import attendance, events
from community.profiles import CommunityProfile
from community.refusals import NotAllowed
from messengers.screen import Links
from screens.event_notices import LONG_BEFORE
from screens.moments import when
from screens.papers.posters import Poster, PosterLink, pdf
from screens.words import network_name
from storage.models import Event, Person

MOST_LINKS = 2  # codes side by side
AT_DOOR = "Наведите камеру на код: участие будет отмечено, имя увидит организатор"
INVITES = "Наведите камеру телефона на код: откроется запись"


def build(session: Session, ids: Mapping[str, Any], community: CommunityProfile, links: Links) -> tuple[str, bytes]:
    """The file's name and content. Raises `NotAllowed` when who asked may not have it any more."""
    event = _asked(session, ids)
    word = attendance.door(session, event) if ids["door"] else None
    address = f"{attendance.LINK}_{word}" if word else f"{events.LINK}_{event.id}"
    urls = {network: link(address) for network, link in links.items()}
    poster = Poster(
        community=community.name,
        title=event.title,
        when=_capital(
            when(event.starts_at, community.tz, event.starts_at - LONG_BEFORE, community.city, ends_at=event.ends_at)
        ),
        links=tuple(PosterLink(network_name(network), url) for network, url in urls.items() if url)[:MOST_LINKS],
        made_on=datetime.fromisoformat(ids["at"]).astimezone(community.tz).date(),
        place=event.place or ("Онлайн" if event.url else ""),
        call=AT_DOOR if word else INVITES,
    )
    name = "Плакат у входа" if word else "Приглашение"
    return f"{name} {event.starts_at.astimezone(community.tz):%Y-%m-%d}.pdf", pdf(poster)


def _asked(session: Session, ids: Mapping[str, Any]) -> Event:
    event, actor = session.get(Event, ids["event"]), session.get(Person, ids["by"])
    if event is None or actor is None or not events.may_run(session, actor, event, datetime.fromisoformat(ids["at"])):
        raise NotAllowed
    return event


def _capital(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}"
