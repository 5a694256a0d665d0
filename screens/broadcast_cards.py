"""A message to many: its state, how far it is, and what may be done with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from community.audiences import Audience, Reason
from community.broadcasts import Kind, ResendTo, State
from community.hours import Hours
from community.profiles import CommunityProfile
from community.quiet import quiet_until
from community.recurrences import from_rrule
from community.send_looks import Look
from community.send_tally import Missed, Tally, per_second
from community.send_watch import FLOOD
from messengers.screen import Button, Screen
from screens import presses
from screens.audiences import bounds, in_words
from screens.broadcast_words import first_words
from screens.moments import when
from screens.navigation import Rows, button, menu
from screens.recipients import WHY as UNREACHED
from screens.recipients import number, people
from screens.recurrences import repeats
from screens.words import count, esc, quoted, remarked, short
from storage.models import Broadcast, Event

STATES = {
    State.DRAFT: "Черновик",
    State.CHECK: "На проверке",
    State.SCHEDULED: "Запланировано",
    State.SENDING: "Отправляется",
    State.PAUSED: "Приостановлено",
    State.SENT: "Отправлено",
    State.CANCELLED: "Отменено",
}
WHY = {
    Missed.BLOCKED: UNREACHED[Reason.UNREACHABLE],
    Missed.NO_ACCOUNT: "некуда написать",
    Missed.FAILED: "не удалось доставить",
    Missed.UNSURE: "неясно, дошло ли",
    Missed.NOT_WANTED: UNREACHED[Reason.MUTED],
    Missed.PAUSED: UNREACHED[Reason.PAUSED],
    Missed.LATE: "было уже поздно",
    Missed.CANCELLED: "отправка отменена",
    Missed.GONE: "удалили данные или уже не нужно",
}
BAR = 10
IN_A_LINE = 2
QUOTED = 500


def card(look: Look, community: CommunityProfile, now: datetime, remark: str = "") -> Screen:
    text = remarked(remark) + told(look, community, now)
    return Screen(text, [*_acts(look), _ends(look)])


def told(look: Look, community: CommunityProfile, now: datetime) -> str:
    broadcast, state = look.broadcast, State(look.broadcast.state)
    text = f"📣 <b>{STATES[state]}</b>{', срочное' if broadcast.is_urgent else ''}"
    text += "" if look.may_check else f"\n{title(broadcast, look.event)}"  # who may decide reads more of it below
    match state:
        case State.DRAFT:
            said = f"Вернули на доработку: {quoted(broadcast.remark, QUOTED)}." if broadcast.remark else ""
            return f"{text}\n\n{said or 'Ещё не отправлено: черновик можно открыть и дописать.'}"
        case State.CHECK:
            return f"{text}\n\n{_to_check(look, community, now)}"
        case State.SCHEDULED:
            return f"{text}\n\n{_planned(broadcast, community, now)}"
    if broadcast.begun_at is None:
        return f"{text}\n\n{'Больше не повторяется.' if broadcast.rule else 'Никому не отправлено.'}"
    return f"{text}\n\n{progress(look, community, now)}"


def title(broadcast: Broadcast, event: Event | None) -> str:
    if event:
        return f"«{esc(event.title)}»"
    words = first_words(broadcast)
    return quoted(words, len(words)) if words else "Без текста, только вложения"


def _to_check(look: Look, community: CommunityProfile, now: datetime) -> str:
    broadcast = look.broadcast
    leaves = f"Отправим {_moment(broadcast, community, now)}." if broadcast.due > now else "Потом отправим сразу."
    if broadcast.rule:
        leaves = f"Повторяется: {_rhythm(broadcast, community)}."
    if not look.may_check:
        asleep = _is_quiet(now, community) and not broadcast.is_urgent
        looked = "Сейчас тихие часы: коллеги посмотрят утром" if asleep else "Ждём, пока кто-то из коллег посмотрит"
        return f"{looked}. Получат: {people(broadcast.found)}. {leaves}"
    author = esc(short((look.author.name if look.author else None) or "кто-то из коллег", 40))
    text = f"Автор: {author}. Кому: {whom(broadcast, community, look.meant)}, {people(broadcast.found)}. {leaves}"
    return f"{text}\n\n<i>{esc(first_words(broadcast, QUOTED)) or 'Текста нет, только вложения.'}</i>\n\nВсё ли верно?"


def whom(broadcast: Broadcast, community: CommunityProfile, events: Mapping[int, Event]) -> str:
    """For whoever may see it: the bounds are its author's, not the reader's. `events`: of its audience."""
    audience = Audience.model_validate(broadcast.audience)
    meant = short(in_words(audience.model_copy(update={"within": None}), community, events), 120)
    return esc(meant + (f", в пределах: {short(bounds(audience.within, community), 60)}" if audience.within else ""))


def _planned(broadcast: Broadcast, community: CommunityProfile, now: datetime) -> str:
    text = f"Получат: {people(broadcast.found)}. Отправим {_moment(broadcast, community, now)}."
    quiet = _is_quiet(broadcast.due, community) and not broadcast.is_urgent
    text += " Это тихие часы: многим придёт утром." if quiet else ""
    if broadcast.rule:
        text += f"\nПовторяется: {_rhythm(broadcast, community)}, кроме каникул и тихих месяцев."
    if broadcast.hold_until and broadcast.hold_until > now and broadcast.hold_until >= broadcast.due:
        text += "\n\nДесять минут на раздумье: до отправки объявление можно вернуть или отменить."
    return text


def _is_quiet(moment: datetime, community: CommunityProfile) -> bool:
    return quiet_until(moment, community.tz, community.quiet.first, community.quiet.last) is not None


def _moment(broadcast: Broadcast, community: CommunityProfile, now: datetime) -> str:
    return when(broadcast.next_at or broadcast.due, community.tz, now, community.city)


def _rhythm(broadcast: Broadcast, community: CommunityProfile) -> str:
    local = (broadcast.next_at or broadcast.due).astimezone(community.tz)
    rule = from_rrule(broadcast.rule or "", Hours(local.time(), None, community.tz))
    return repeats(rule, community.tz) if rule else "по расписанию"


def progress(look: Look, community: CommunityProfile, now: datetime) -> str:
    broadcast, tally = look.broadcast, look.tally
    lines = [f"Дошло: {number(tally.sent)} из {number(tally.total)}."]
    if tally.waiting:
        share = tally.done / tally.total
        full = round(share * BAR)
        lines.insert(0, f"{'▓' * full}{'░' * (BAR - full)} {int(share * 100)} %")
        lines.append(_still(broadcast, tally, community, now))
    if missed := [f"{_why(each, look)} — {number(tally.missed[each])}" for each in Missed if tally.missed.get(each)]:
        lines.append(_listed(missed))
    if (look.wants_answers and tally.sent) or tally.acknowledged:
        got = max(tally.sent, tally.acknowledged)
        lines.append(f"Принято к сведению: {number(tally.acknowledged)} из {number(got)}.")
    if broadcast.state == State.PAUSED:
        lines.append(f"\n{_paused(broadcast)}")
    return "\n".join(lines)


def _listed(missed: Sequence[str]) -> str:
    """Two stand in a line."""
    if len(missed) <= IN_A_LINE:
        return f"Не дошло: {', '.join(missed)}."
    return "\n• ".join(["Не дошло:", *(f"{each};" for each in missed[:-1]), f"{missed[-1]}."])


def _why(missed: Missed, look: Look) -> str:
    return "отключили анонсы" if look.event and missed is Missed.NOT_WANTED else WHY[missed]


def _still(broadcast: Broadcast, tally: Tally, community: CommunityProfile, now: datetime) -> str:
    text = f"Ждут: {number(tally.waiting)}."
    if broadcast.state == State.PAUSED:
        return text
    rate = per_second(broadcast)
    if not broadcast.is_urgent and _is_quiet(now, community):
        return f"{text} Сейчас тихие часы: многим придёт утром."
    if rate * 60 < 1:
        return text
    left = max(round(tally.waiting / rate / 60), 1)
    minutes = count(left, "минута", "минуты", "минут")
    spell = minutes if left < 120 else count(round(left / 60), "час", "часа", "часов")
    return f"{text} В минуту уходит около {number(round(rate * 60))}, ещё примерно {spell}."


def _paused(broadcast: Broadcast) -> str:
    if broadcast.paused_because == FLOOD:
        return "Приостановлено автоматически: сеть просит присылать меньше. Лучше продолжить через час."
    if broadcast.paused_because:
        return "Приостановлено автоматически: слишком много сбоев. Продолжите, когда связь наладится."
    return "Кто ещё не получил, подождёт: продолжить можно в любое время."


def _acts(look: Look) -> Rows:
    broadcast = look.broadcast
    id_ = broadcast.id
    stop = button("✖️ Отменить", presses.CancelBroadcast(id=id_))
    again = button("🔄 Обновить", presses.ShowBroadcast(id=id_))
    match State(broadcast.state):
        case State.DRAFT:
            return [[button("📝 Открыть", presses.OpenDraft(id=id_)), button("📣 Отправить", _send(id_))]]
        case State.CHECK:
            return _to_decide(look, stop)
        case State.SCHEDULED:
            text = "✖️ Больше не повторять" if broadcast.rule else "✖️ Отменить"
            return [*_own(look), *_whole(broadcast), [button(text, presses.CancelBroadcast(id=id_))]]
        case State.SENDING:
            return [[again], [button("⏸ Пауза", presses.PauseBroadcast(id=id_)), stop]]
        case State.PAUSED:
            return [[button("▶️ Продолжить", presses.ResumeBroadcast(id=id_)), stop]]
    return _afterwards(look)


def _send(id_: int) -> presses.Press:
    return presses.SendBroadcast(id=id_)


def _own(look: Look) -> Rows:
    return [[button("📝 Вернуть в черновики", presses.TakeBackDraft(id=look.broadcast.id))]] if look.is_own else []


def _whole(broadcast: Broadcast) -> Rows:
    whole = button("📄 Прислать мне целиком", presses.WholeBroadcast(id=broadcast.id))
    return [[whole]] if broadcast.kind == Kind.MESSAGE else []


def _to_decide(look: Look, stop: Button) -> Rows:
    id_ = look.broadcast.id
    if not look.may_check:
        return [*_own(look), *_whole(look.broadcast), [stop]]
    yes = button("✅ Подтвердить", presses.ConfirmBroadcast(id=id_))
    no = button("↩️ Вернуть автору", presses.ReturnBroadcast(id=id_))
    return [[yes, no], *_whole(look.broadcast)]


def _afterwards(look: Look) -> Rows:
    broadcast, tally = look.broadcast, look.tally
    rows: Rows = []
    if unsure := tally.missed.get(Missed.UNSURE):
        label = f"🔁 Ещё раз, кому неясно: {number(unsure)}"
        rows.append([button(label, presses.SendUnsure(id=broadcast.id))] if broadcast.state == State.SENT else [])
    if look.event:
        card = button("📅 Карточка", presses.ShowEvent(id=look.event.id))
        rows.append([button("📣 Сообщить ещё", presses.AnnounceEvent(id=look.event.id)), card])
    elif look.may_be_resent:
        if tally.total > tally.sent:
            rows.append([_again("🔁 Кому не дошло", broadcast, ResendTo.MISSED)])
        if look.wants_answers and tally.sent > tally.acknowledged:
            rows.append([_again("🔁 Кто не отметил «Принято»", broadcast, ResendTo.SILENT)])
    return [*filter(None, rows), *_whole(broadcast)]


def _again(label: str, broadcast: Broadcast, to: ResendTo) -> Button:
    return button(label, presses.ResendBroadcast(id=broadcast.id, to=to.value))


def _ends(look: Look) -> list[Button]:
    return [button("📣 Объявления", presses.Broadcasts(page=0)), menu()]
