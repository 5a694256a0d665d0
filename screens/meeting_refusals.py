from __future__ import annotations

from typing import Any

from community import meeting_refusals as refusals
from community.refusals import Refusal
from screens import presses

_MENTORS = ("🤝 Мой наставник", presses.MyMentors(page=0))
MEETINGS: dict[type[Refusal], Any] = {
    refusals.MeetingGone: ("Этой встречи здесь нет.", _MENTORS),
    refusals.MeetingSettled: ("Эту встречу уже отменили или отметили. Можно предложить новую.", _MENTORS),
    refusals.MeetingOver: ("Это время уже прошло. Предложите другое или отметьте, как прошла встреча.", _MENTORS),
    refusals.MeetingAhead: ("Эта встреча ещё впереди: отметить её можно, когда придёт время.", _MENTORS),
    refusals.MeetingDayRefused: (
        "Отметить можно встречу, которая уже была, и не раньше дня, когда вы начали работать вместе.",
        _MENTORS,
    ),
    refusals.MentorshipPaused: ("Сейчас пауза. Встречи назначают, когда работа продолжится.", _MENTORS),
    refusals.LastDayRefused: ("Такой день не подходит: он прошёл или слишком далеко.", _MENTORS),
    refusals.FitNotAsked: ("Об этом спрашиваем обоих после первой встречи, и вопрос ещё впереди.", _MENTORS),
}
