"""Choosing whom a message to many is meant for, and the audiences that somebody has named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from community import aiming
from community.aiming import NETWORKS, Field
from community.audiences import Audience, Part, Tie
from community.choices import Choice
from community.drafts import Look
from community.profiles import CommunityProfile
from community.registers import topics
from messengers.screen import Button, Screen
from screens import presses
from screens.audiences import PAIRS, PARTS, in_words, who_named
from screens.broadcast_words import resent
from screens.events import label
from screens.navigation import Rows, back, button, menu, paged, rows_of
from screens.person import mark, school_label
from screens.recipients import by_network, left_out, number, reasons
from screens.words import ended, esc, network_name, remarked, short, wanted
from storage.models import Broadcast, Event, Segment

FOUND = 5
EVENTS, SEGMENTS = 4, 4  # to a page
NAMES = {
    Field.WHO: "Кто",
    Field.TOWN: "Муниципалитет",
    Field.SCHOOL: "Организация",
    Field.TOPIC: "Предмет, тема",
    Field.POSITION: "Должность",
    Field.EVENT: "Мероприятие",
    Field.PAIR: "Пары",
    Field.NETWORK: "Мессенджер",
}
FIRST = (Field.WHO, Field.TOWN, Field.SCHOOL, Field.TOPIC)
LATER = (Field.POSITION, Field.EVENT, Field.PAIR, Field.NETWORK)
LEFT_OUT = (Field.WHO, Field.TOWN, Field.SCHOOL, Field.POSITION, Field.EVENT, Field.PAIR)
ASKED = {
    Field.WHO: "Кто это? Если нужно несколько, выбирайте по одному.",
    Field.TOWN: "Какой муниципалитет? Выберите или начните писать название.",
    Field.SCHOOL: "Какая организация? Выберите или напишите часть названия.",
    Field.TOPIC: "Какой предмет или тема? Выберите или начните писать название.",
    Field.POSITION: "Какая должность? Выберите или начните писать название.",
    Field.EVENT: "Какое мероприятие? Выберите его, потом уточните: записаны, были или не были.",
    Field.PAIR: "Что с наставничеством? Если нужно несколько, выбирайте по одному.",
    Field.NETWORK: "В каком мессенджере у них аккаунт?",
}
NONE_NAMED = "Организаций здесь пока никто не назвал."
NOT_FOUND = "Такого не нахожу. Попробуйте первые буквы."
NOBODY = " Так писать некому: измените выбор."
GONE = "Этого варианта больше нет. Ниже то, что выбрано сейчас."
NAME_WANTED = wanted("название, от 2 до 60 знаков, например «Молодые Кунгура»")
NAME_TAKEN = "Такое название у вас уже есть. Придумайте другое."
SEGMENT_GONE = "Этой сохранённой аудитории больше нет."
SAVED = "⭐ Аудитория сохранена."
HINT = "Можно написать словами: {}организация, предмет, должность или название сохранённой аудитории."


def shown(look: Look, community: CommunityProfile, remark: str = "") -> Screen:
    draft = look.draft
    audience = Audience.model_validate(draft.audience)
    nobody = aiming.is_narrowed(audience) and not look.counted.receive
    lines = [
        f"👥 <b>Кому</b>: {esc(ended(in_words(audience, community, look.meant)))}",
        f"Получат: {by_network(look.counted)}.{NOBODY if nobody else ''}",
        resent(draft),
        left_out(look.counted, reasons(draft)).strip(),
        "\n" + HINT.format("" if community.only_municipality else "муниципалитет, "),
    ]
    fields = rows_of(_by_each(draft, FIRST, community))
    further = [
        button("🔍 Ещё фильтры", presses.AimMore(id=draft.id, without=False)),
        button("⭐ Сохранённые", presses.Segments(id=draft.id, page=0)),
    ]
    clear = [button("✖️ Сбросить", presses.AimClear(id=draft.id))] if aiming.is_narrowed(audience) else []
    ready = [button("📣 Отправить", presses.SendBroadcast(id=draft.id)), *clear]
    ends = [back(presses.OpenDraft(id=draft.id)), menu()]
    return Screen(remarked(remark) + "\n".join(filter(None, lines)), [*fields, further, ready, ends])


def further(draft: Broadcast, community: CommunityProfile, events: Mapping[int, Event], without: bool) -> Screen:
    """The rest of the filters; `without`: those by which people are left out."""
    audience = Audience.model_validate(draft.audience)
    chosen = esc(ended(in_words(audience, community, events)))
    if without:
        text = f"🚫 <b>Кроме кого</b>\nСейчас: {chosen}\nКто подходит хотя бы под одно, не получит."
        rows = rows_of(_by_each(draft, LEFT_OUT, community, without=True))
        return Screen(text, [*rows, [back(presses.AimMore(id=draft.id, without=False)), menu()]])
    text = f"🔍 <b>Ещё фильтры</b>\nСейчас: {chosen}\nПолучат те, кто подходит под всё сразу."
    rows = rows_of(_by_each(draft, LATER, community))
    rows.append([button("🚫 Кроме кого", presses.AimMore(id=draft.id, without=True))])
    return Screen(text, [*rows, [back(presses.Aim(id=draft.id)), menu()]])


def _by_each(
    draft: Broadcast, fields: Sequence[Field], community: CommunityProfile, without: bool = False
) -> list[Button]:
    """Where there is but one municipality, nobody is chosen by it."""
    known = [field for field in fields if field is not Field.TOWN or not community.only_municipality]
    return [button(NAMES[each], presses.AimBy(id=draft.id, of=each.value, without=without, page=0)) for each in known]


def choose(
    draft: Broadcast, field: Field, offers: Sequence[tuple[str, str]], without: bool, page: int, remark: str = ""
) -> Screen:
    """`offers`: what stands on a button, and the value; what was chosen is marked."""
    audience = Audience.model_validate(draft.audience)
    among = audience.without if without else audience

    def at(value: str) -> presses.AimAt:
        carried = mark(value) if field is Field.SCHOOL else value
        return presses.AimAt(id=draft.id, of=field.value, without=without, value=carried)

    def turn_to(other: int) -> presses.AimBy:
        return presses.AimBy(id=draft.id, of=field.value, without=without, page=other)

    cut = school_label if field is Field.SCHOOL else short
    buttons = [
        button(cut(f"✅ {name}" if aiming.has(among, field, value) else name), at(value)) for name, value in offers
    ]
    asked = ASKED[field] if offers or field is not Field.SCHOOL else NONE_NAMED
    text = f"{remarked(remark)}{'🚫 Кроме них. ' if without else ''}{asked}"
    return Screen(text, paged(buttons, page, turn_to, [_back(draft, field, without), menu()]))


def choose_event(
    draft: Broadcast,
    events: Sequence[Event],
    community: CommunityProfile,
    without: bool,
    page: int,
    has_more: bool,
) -> Screen:
    def turn_to(other: int, event: int = 0) -> presses.AimBy:
        return presses.AimBy(id=draft.id, of=Field.EVENT.value, without=without, page=other, event=event)

    offers = [[button(label(event, community), turn_to(page, event.id))] for event in events]
    arrows = [button("◀️", turn_to(page - 1))] if page else []
    arrows += [button("Ещё ▶️", turn_to(page + 1))] if has_more else []
    text = (
        f"{'🚫 Кроме них. ' if without else ''}{ASKED[Field.EVENT]}"
        if events
        else "Мероприятий за последнее время и впереди нет."
    )
    ends = [_back(draft, Field.EVENT, without), menu()]
    return Screen(text, [*offers, *([arrows] if arrows else []), ends])


def choose_part(draft: Broadcast, event: Event, parts: Sequence[Part], without: bool) -> Screen:
    audience = Audience.model_validate(draft.audience)
    among = audience.without if without else audience
    buttons = []
    for part in parts:
        value = f"{event.id}-{part.value}"
        press = presses.AimAt(id=draft.id, of=Field.EVENT.value, without=without, value=value)
        buttons.append(button(f"✅ {PARTS[part]}" if aiming.has(among, Field.EVENT, value) else PARTS[part], press))
    text = f"{'🚫 Кроме них. ' if without else ''}«{esc(event.title)}»: кто именно?"
    to_events = presses.AimBy(id=draft.id, of=Field.EVENT.value, without=without, page=0)
    return Screen(text, [*rows_of(buttons), [back(to_events), menu()]])


def _back(draft: Broadcast, field: Field, without: bool) -> Button:
    if not without and field in FIRST:
        return back(presses.Aim(id=draft.id))
    return back(presses.AimMore(id=draft.id, without=without))


def offered(field: Field, towns: Sequence[Choice], community: CommunityProfile) -> list[Choice]:
    """`towns`: those that may be chosen."""
    match field:
        case Field.WHO:
            return [Choice(id=role, name=who_named(role)) for role in aiming.who(community)]
        case Field.PAIR:
            return [Choice(id=tie.value, name=PAIRS[tie]) for tie in Tie]
        case Field.NETWORK:
            return [Choice(id=network, name=network_name(network)) for network in NETWORKS]
        case Field.TOPIC:
            return list(topics(community))
        case Field.POSITION:
            return list(community.positions)
    return list(towns)


def segments(
    draft_id: int, found: Sequence[Segment], total: int, page: int, may_save: bool, remark: str = ""
) -> Screen:
    text = remarked(remark)
    text += f"⭐ <b>Сохранённые аудитории</b>: {number(total)}." if total else "⭐ Сохранённых аудиторий пока нет."
    opens = []
    for place, segment in enumerate(found, page * SEGMENTS + 1):
        text += f"\n{place}. {esc(segment.name)}"
        press = presses.ShowSegment(id=draft_id, segment=segment.id)
        opens.append([button(short(f"{place}. {segment.name}"), press)])
    text += "\nВыберите, для кого это объявление." if total else ""
    text += "\nМожно сохранить ту, что выбрана сейчас." if may_save else ""
    text += "" if total or may_save else "\nВыберите, кому писать, и сохраните выбор."
    arrows = [button("◀️", presses.Segments(id=draft_id, page=page - 1))] if page else []
    arrows += [button("Ещё ▶️", presses.Segments(id=draft_id, page=page + 1))] if (page + 1) * SEGMENTS < total else []
    save = [button("💾 Сохранить", presses.SaveSegment(id=draft_id))] if may_save else []
    onward = [[*arrows, *save]] if arrows or save else []
    return Screen(text, [*opens, *onward, [back(presses.Aim(id=draft_id)), menu()]])


def segment(
    draft_id: int, found: Segment, community: CommunityProfile, events: Mapping[int, Event], remark: str = ""
) -> Screen:
    audience = Audience.model_validate(found.audience)
    text = f"{remarked(remark)}⭐ <b>{esc(found.name)}</b>\n{esc(ended(in_words(audience, community, events)))}"
    rows: Rows = [
        [button("👥 Выбрать", presses.UseSegment(id=draft_id, segment=found.id))],
        [
            button("✏️ Переименовать", presses.RenameSegment(id=draft_id, segment=found.id)),
            button("🗑 Удалить", presses.AskToDropSegment(id=draft_id, segment=found.id)),
        ],
    ]
    return Screen(text, [*rows, [back(presses.Segments(id=draft_id, page=0)), menu()]])


def ask_name(draft_id: int, remark: str = "") -> Screen:
    text = f"{remarked(remark)}Как назвать эту аудиторию? Например: Молодые Кунгура."
    return Screen(text, [[back(presses.Segments(id=draft_id, page=0)), menu()]])


def ask_new_name(draft_id: int, found: Segment, remark: str = "") -> Screen:
    text = f"{remarked(remark)}Сейчас: «{esc(found.name)}». Напишите новое название."
    return Screen(text, [[back(presses.ShowSegment(id=draft_id, segment=found.id)), menu()]])


def ask_to_drop(draft_id: int, found: Segment) -> Screen:
    text = f"Удалить сохранённую аудиторию «{esc(found.name)}»? Людей это не коснётся."
    yes = button("🗑 Да, удалить", presses.DropSegment(id=draft_id, segment=found.id))
    return Screen(text, [[yes], [back(presses.ShowSegment(id=draft_id, segment=found.id)), menu()]])
