"""What author and colleague read of a message to many before it leaves."""

from __future__ import annotations

from sqlalchemy.orm import Session

from community import drafts, send_looks
from community.audiences import Audience, Part
from community.broadcasts import BROADCAST, State
from community.notices import Notice
from screens.broadcast_cards import card
from screens.composing import preview
from screens.sending_notices import broadcast_to_check
from storage.notifications import URGENT
from tests.test_announcing import announcer, member, perm
from tests.test_registrations import DAY, NOW, webinar
from tests.test_sending import draft, few, reachable, rows, send


def test_colleague_is_woken_for_an_urgent_one_only(session: Session) -> None:
    olga, _ = announcer(session), reachable(session, announcer(session))
    member(session, "Анна")
    member(session, "Вера")
    for urgent in (False, True):
        assert send(session, olga, draft(session, olga, is_urgent=urgent), few) == State.CHECK
    asked = rows(session, Notice.BROADCAST_TO_CHECK)
    assert [row.ids.get(URGENT, False) for row in asked] == [False, True]
    told = [broadcast_to_check(session, row.ids, few) for row in asked]
    assert ["срочное" in screen.text for screen in told if screen] == [False, True]


def test_second_thoughts_are_offered_while_they_hold_it_back(session: Session) -> None:
    olga = announcer(session)
    member(session, "Анна")
    member(session, "Вера")
    held, later = draft(session, olga), draft(session, olga)
    send(session, olga, held, few, number=2)
    send(session, olga, later, few, number=2, when=NOW + DAY)
    shown = [card(send_looks.look(session, olga, each.id, NOW), perm, NOW).text for each in (held, later)]
    assert ["Десять минут на раздумье" in text for text in shown] == [True, False]


def test_event_of_the_audience_is_named_to_author_and_colleague(session: Session) -> None:
    olga, boris = announcer(session), announcer(session)
    event = webinar(session, title="Оценивание")
    registered = Audience(event_id=event.id, parts=(Part.REGISTERED,)).kept()
    made = draft(session, olga, state=State.CHECK.value, audience=registered)
    assert "«Оценивание»: записаны" in card(send_looks.look(session, boris, made.id, NOW), perm, NOW).text
    notice = broadcast_to_check(session, {BROADCAST: made.id}, perm)
    assert notice
    assert "«Оценивание»: записаны" in notice.text
    own = draft(session, olga, audience=registered, buttons=[])
    assert "«Оценивание»: записаны" in preview(drafts.look(session, own, perm, NOW), perm).text
