"""How the post finds what waits: the statements, made once.

What waits for one person is found by network, lane and time; what waits of a broadcast by the broadcast, so that one
that is paused or cancelled is not even looked at.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, String, bindparam, cast, func, literal, select, text, union_all

from storage.models import Account, Broadcast, Notification, Person, table_of

LANES = (1, 2)

_row = table_of(Notification)
_account, _person, _broadcast = table_of(Account), table_of(Person), table_of(Broadcast)
_IS_NEW = text("notification.state = 'new'")  # as written in the partial index, or it is not used
_PERSONAL = _row.c.broadcast_id.is_(None)
# What tells a notification from all others, and is the same at every try: networks deliver it once.
KEY = func.coalesce(
    _row.c.dedupe_key,
    literal("broadcast:").concat(cast(_row.c.broadcast_id, String)).concat(":").concat(cast(_row.c.person_id, String)),
)
# Until when it is of use, and in `ids` what it is about: of what goes to many the broadcast says so for all.
useful_until = func.coalesce(
    _row.c.useful_until,
    select(_broadcast.c.useful_until).where(_broadcast.c.id == _row.c.broadcast_id).correlate(_row).scalar_subquery(),
)
_SHARED = select(_broadcast.c.ids).where(_broadcast.c.id == _row.c.broadcast_id).correlate(_row).scalar_subquery()
_OF_BROADCAST = _row.c.broadcast_id == bindparam("broadcast")
_IS_DUE = _row.c.due <= bindparam("moment")
_ON_NETWORK = _row.c.network == bindparam("on_network")
_UNCHOSEN = _row.c.network.is_(None)
ON_THE_WAY = select(_broadcast.c.id).where(_broadcast.c.state == "sending").order_by(_broadcast.c.id)


def _waiting_where(*which: ColumnElement[bool]) -> Select[Any]:
    found = select(
        _row.c.id,
        _row.c.kind,
        _row.c.ids,
        _row.c.lane,
        _row.c.attempts,
        useful_until.label("useful_until"),
        KEY.label("dedupe_key"),
        _account.c.id.label("account"),
        _account.c.number,
        _account.c.blocked_at,
        _account.c.heard_at,
        _SHARED.label("shared"),
    )
    free = _row.c.account_id.not_in(bindparam("busy", expanding=True))
    found = found.join(_account, _account.c.id == _row.c.account_id).where(_IS_NEW, _ON_NETWORK, _IS_DUE, free, *which)
    return _first(found)


def _due_where(*which: ColumnElement[bool]) -> Select[Any]:
    found = select(
        _row.c.id,
        _row.c.person_id,
        _row.c.attempts,
        _row.c.lane,
        _row.c.kind,
        _row.c.ids,
        useful_until.label("useful_until"),
        _person.c.preferred_network,
        _person.c.muted_topics,
        _person.c.quiet_from,
        _person.c.quiet_to,
        _person.c.paused_at,
        _person.c.paused_until,
        _SHARED.label("shared"),
    )
    return _first(found.join(_person, _person.c.id == _row.c.person_id).where(_IS_NEW, *which))


def _first(found: Select[Any]) -> Select[Any]:
    ordered = found.order_by(_row.c.due, _row.c.id).limit(bindparam("most"))
    return ordered.with_for_update(of=_row, skip_locked=True)


_IN_LANE = _row.c.lane == bindparam("in_lane")
WAITING = _waiting_where(_PERSONAL, _IN_LANE)
WAITING_OF_BROADCAST = _waiting_where(_OF_BROADCAST)
UNROUTED = _due_where(_PERSONAL, _IS_DUE, _UNCHOSEN, _IN_LANE)
UNROUTED_OF_BROADCAST = _due_where(_OF_BROADCAST, _IS_DUE, _UNCHOSEN)
ROUTED_OF_BROADCAST = _due_where(_OF_BROADCAST, _IS_DUE, _ON_NETWORK)
THESE = _due_where(_row.c.id.in_(bindparam("rows", expanding=True)))

_LATER = _row.c.due > bindparam("moment")


def _soonest(*which: ColumnElement[bool]) -> Select[Any]:
    """One step into an index: thousands may be due already."""
    return select(func.min(_row.c.due).label("due")).where(_IS_NEW, _LATER, *which)


_OF_EACH_BROADCAST = _row.c.broadcast_id == _broadcast.c.id
NEXT_DUE = select(
    func.min(
        union_all(
            *(_soonest(_PERSONAL, on, _row.c.lane == lane) for on in (_ON_NETWORK, _UNCHOSEN) for lane in LANES),
            *(
                select(_soonest(_OF_EACH_BROADCAST, on).scalar_subquery()).where(_broadcast.c.state == "sending")
                for on in (_ON_NETWORK, _UNCHOSEN)
            ),
        )
        .subquery()
        .c.due
    )
)
