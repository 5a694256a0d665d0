"""Writing a message to many: its words, how readers see it, and what may be added."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from community.acknowledgements import Counted as Acknowledged
from community.audiences import Audience
from community.broadcasts import State, has_name
from community.drafts import LONGEST_ADVERTISER, MOST_BUTTONS, Caution, Does, Look, Purpose, button_mark
from community.profiles import CommunityProfile
from messengers.screen import Button, Screen
from screens import presses
from screens.audiences import in_words
from screens.broadcast_words import (
    ACKNOWLEDGE,
    PART,
    amid,
    event_label,
    first_words,
    parts,
    resent,
    without_name,
    words_for,
)
from screens.events import label
from screens.moments import clock, in_list
from screens.navigation import PAIRED, Rows, back, button, menu, rows_of
from screens.recipients import by_network, left_out, number, people, reasons
from screens.words import count, ended, esc, quoted, remarked, short, squeezed, wanted
from storage.models import Broadcast, BroadcastFile, Event, Segment

PAGE = 6
SAMPLE = "Анна"
CAUTIONS = {
    Caution.NOBODY: "получателей пока нет",
    Caution.NO_CONSENT: "никто из них не давал согласия на анонсы",
    Caution.LINK: "одна из ссылок начинается с http://, а не с https://",
    Caution.EVENT_BEGAN: "мероприятие на кнопке уже началось или отменено",
}
WANTED = wanted("текст, фото, документ, голос, видео или готовая запись, которую вы перешлёте")
TOO_LARGE = "Файл слишком большой: до 20 МБ каждый, вместе до 50 МБ. Пришлите поменьше или ссылкой."
NOT_FETCHED = "Не получилось скачать файл: сеть сейчас отвечает плохо. Пришлите его ещё раз через минуту."
LINK_WANTED = wanted("подпись до 40 знаков и ссылка с https://")
FULL = f"❗ Мероприятий и ссылок здесь уже {MOST_BUTTONS}. Уберите лишнюю кнопку и добавьте новую."
NOT_AHEAD = "Это мероприятие уже началось или отменено."
ADVERTISER_WANTED = wanted(f"кто рекламодатель, до {LONGEST_ADVERTISER} знаков")
CHANGED = "✅ Текст заменён."
RESTORED = "↩️ Прежний текст на месте."
ADDED = "✅ Файлы добавлены."
VIDEO = "✅ Видео добавлено ссылкой: файлом его ВКонтакте не отдаёт."
GATHERS = "📎 Файлы альбома добавляются, это пара секунд. Потом нажмите «👁 Обновить»."
MORE_COMES = {"": GATHERS, ADDED: GATHERS, CHANGED: f"{CHANGED}\n{GATHERS}"}  # of an album, after its first part
TRIED = "📨 Отправили вам: посмотрите ниже, как это выглядит."
KINDS = {"photo": "фото", "voice": "голос", "audio": "аудио", "video": "видео"}


def ask_words(drafts: int, draft: Broadcast | None = None, remark: str = "") -> Screen:
    """`drafts`: how many there are already. `draft`: whose words are written anew."""
    text = f"{remarked(remark)}📣 <b>Объявление</b>\n"
    text += (
        "Напишите текст или перешлите готовую запись. Можно с фото, документами, голосом и видео, до десяти файлов. "
        "Жирный шрифт, курсив и ссылки сохранятся.\n\n<i>Обратиться по имени: напишите {имя}, например "
        "«Здравствуйте, {имя}!».</i>"
    )
    if draft is not None:
        kept = [[button("👁 Оставить прежний текст", presses.OpenDraft(id=draft.id))]]
        return Screen(text, [*kept, [back(presses.Drafts(page=0)), menu()]])
    mine = [[button(f"📂 Мои черновики ({drafts})", presses.Drafts(page=0))]] if drafts else []
    return Screen(text, [*mine, [button("📣 Объявления", presses.Broadcasts(page=0))], [menu()]])


def preview(
    look: Look,
    community: CommunityProfile,
    name: str = SAMPLE,
    segments: Sequence[Segment] = (),
    remark: str = "",
    gathers: bool = False,
) -> Screen:
    """`name`: of a reader who has one. `segments`: named audiences, to be taken at a press. `gathers`: an album has
    not come whole."""
    draft = look.draft
    returned = f"↩️ Что поправить: {quoted(draft.remark, 300)}." if draft.remark else ""
    text = f"{remarked(remark)}{remarked(returned)}👁 <b>Так увидят:</b>\n\n{words_for(draft, name)}\n\n➖➖➖\n"
    text += "\n".join(filter(None, (_unnamed(draft), _buttons(look), _files(look.files), *_to(look, community))))
    text += _cautions(look, name)
    first: Rows = [[button("👁 Обновить", presses.OpenDraft(id=draft.id))]] if gathers else []
    if remark.startswith(CHANGED):
        first.append([button("↩️ Вернуть прежний текст", presses.RestoreWords(id=draft.id))])
    return Screen(text, _deeds(draft, segments, first))


def _deeds(draft: Broadcast, segments: Sequence[Segment], first: Rows) -> Rows:
    """`first`: what may be wanted at once, instead of the named audiences."""
    number_ = draft.id
    send = button("📣 Отправить", presses.SendBroadcast(id=number_))
    middle = [
        button("👥 Кому", presses.Aim(id=number_)),
        button("🔘 Кнопки", presses.DraftButtons(id=number_)),
        button("📨 Прислать мне", presses.TryDraft(id=number_)),
        button("⚙️ Ещё", presses.DraftMore(id=number_)),
    ]
    taken = [] if first else [_used(draft, each) for each in segments[:2]]
    return [
        [send],
        *first,
        *rows_of(middle),
        *rows_of(taken),
        [back(presses.RewriteDraft(id=number_)), menu()],
    ]


def _used(draft: Broadcast, segment: Segment) -> Button:
    return button(squeezed(f"👥 {segment.name}"), presses.UseSegment(id=draft.id, segment=segment.id))


def _unnamed(draft: Broadcast) -> str:
    if not has_name(draft):
        return ""
    return f"🙋 Кто не назвал имя, прочтёт: {quoted(without_name(draft.words or ''), 80)}."


def _buttons(look: Look) -> str:
    labels = [_label(each, look.events) for each in look.draft.buttons]
    return f"🔘 Кнопки: {', '.join(f'«{esc(label)}»' for label in labels)}." if labels else ""


def _label(kept: Mapping[str, object], events: Mapping[int, Event]) -> str:
    match kept["kind"]:
        case Does.LINK:
            return str(kept["label"])
        case Does.ACKNOWLEDGE:
            return ACKNOWLEDGE
    event = events.get(int(str(kept["id"])))
    return event_label(event) if event else f"мероприятие № {kept['id']} удалено"


def _files(files: Sequence[BroadcastFile]) -> str:
    if not files:
        return ""
    named = ", ".join(KINDS.get(each.kind) or short(each.name, 30) for each in files[:4])
    more = f" и ещё {len(files) - 4}" if len(files) > 4 else ""
    text = f"📎 {count(len(files), 'файл', 'файла', 'файлов')} перед текстом: {ended(esc(named) + more)}"
    played = {each.kind for each in files} & {"video", "audio"}
    return f"{text} Во ВКонтакте видео и аудио придут документом." if played else text


def _to(look: Look, community: CommunityProfile) -> list[str]:
    audience = Audience.model_validate(look.draft.audience)
    whom = esc(ended(in_words(audience, community, look.meant)))
    told = [f"👥 Кому: {whom} Получат: {by_network(look.counted)}.", resent(look.draft)]
    return [*told, left_out(look.counted, reasons(look.draft)).strip()]


def _cautions(look: Look, name: str) -> str:
    said = [CAUTIONS[each] for each in look.cautions]
    if beside := amid(look.draft.words or "", name):
        said.append(f"имя внутри фразы не склоняется ({quoted(beside, 60)}), лучше: «Здравствуйте, {{имя}}!»")
    many = parts(words_for(look.draft, name))
    if many > 1:
        split_ = count(many, "сообщением", "сообщениями", "сообщениями")
        said.append(f"текст длиннее {PART} знаков и придёт {split_} подряд")
    return f"\n\n❗ Обратите внимание: {'; '.join(said)}." if said else ""


def more(draft: Broadcast, files: int) -> Screen:
    is_ad = draft.purpose == Purpose.ADVERTISING
    text = "⚙️ <b>Черновик объявления</b>\n"
    text += f"Реклама: {esc(draft.advertiser or '')}." if is_ad else "Это информация, не реклама."
    text += " Информацию и рекламу получают только те, кто дал согласие на анонсы."
    mark = presses.IsInformation(id=draft.id) if is_ad else presses.AskAdvertiser(id=draft.id)
    rows = [
        [button("✏️ Изменить текст", presses.RewriteDraft(id=draft.id))],
        [button("ℹ️ Это не реклама" if is_ad else "💬 Это реклама", mark)],
        *([[button("📎 Убрать файлы", presses.RemoveDraftFiles(id=draft.id))]] if files and draft.words else []),
        [button("🗑 Удалить черновик", presses.AskToDropDraft(id=draft.id))],
    ]
    return Screen(text, [*rows, [back(presses.OpenDraft(id=draft.id)), menu()]])


def ask_advertiser(draft: Broadcast, remark: str = "") -> Screen:
    text = (
        f"{remarked(remark)}Рекламу по закону подписывают: слово «Реклама», рекламодатель и номер erid. "
        "Слово поставим сами. Напишите остальное, например: ООО «Книга», ИНН 5900000000, erid: 2Vtzq."
    )
    return Screen(text, [[back(presses.DraftMore(id=draft.id)), menu()]])


def ask_to_drop(draft: Broadcast) -> Screen:
    text = f"Удалить черновик «{esc(title(draft))}»? Вернуть его будет нельзя."
    rows = [
        [button("🗑 Да, удалить", presses.DropDraft(id=draft.id))],
        [back(presses.DraftMore(id=draft.id)), menu()],
    ]
    return Screen(text, rows)


def listed(drafts: Sequence[Broadcast], total: int, page: int, community: CommunityProfile, now: datetime) -> Screen:
    if not total:
        write = [button("📣 Написать", presses.Compose())]
        return Screen("📂 Черновиков нет. Начните объявление, и оно сохранится само.", [write, [menu()]])
    text = f"📂 <b>Мои черновики</b>: {number(total)}. Сначала новые.{clock(community)}"
    for place, draft in enumerate(drafts, page * PAGE + 1):
        begun = in_list(draft.created_at, community, now)
        text += f"\n{place}. {begun}: {quoted(title(draft), 60)}."
    opens = [
        button(short(f"{place}. {title(draft)}", PAIRED), presses.OpenDraft(id=draft.id))
        for place, draft in enumerate(drafts, page * PAGE + 1)
    ]
    arrows = [button("◀️", presses.Drafts(page=page - 1))] if page else []
    arrows += [button("Ещё ▶️", presses.Drafts(page=page + 1))] if (page + 1) * PAGE < total else []
    return Screen(text, [*rows_of(opens), *([arrows] if arrows else []), [back(presses.Compose()), menu()]])


def title(draft: Broadcast) -> str:
    """Its first words, as plain text."""
    return first_words(draft) or "только файлы"


def settled(broadcast: Broadcast, seen: Acknowledged | None) -> Screen:
    """It is no draft any more."""
    states = {
        State.CHECK: "ждёт проверки",
        State.SCHEDULED: "запланировано",
        State.SENDING: "отправляется",
        State.PAUSED: "приостановлено",
        State.CANCELLED: "отменено",
    }
    text = f"📣 «{esc(title(broadcast))}»\nОбъявление {states.get(State(broadcast.state), 'отправлено')}."
    text += f"\n{acknowledged(seen)}" if seen else ""
    return Screen(text, [[button("📣 Подробнее", presses.ShowBroadcast(id=broadcast.id))], [menu()]])


def acknowledged(seen: Acknowledged) -> str:
    """Of the report: how many, never who."""
    text = f"✅ Принято к сведению: {number(seen.pressed)} из {number(seen.got)}."
    return f"{text} Ещё не отметили: {people(seen.got - seen.pressed)}." if seen.got > seen.pressed else text


def dropped() -> Screen:
    return Screen("🗑 Черновик удалён.", [[button("📂 Мои черновики", presses.Drafts(page=0))], [menu()]])


def buttons(draft: Broadcast, events: Mapping[int, Event], remark: str = "") -> Screen:
    text = f"{remarked(remark)}🔘 <b>Кнопки под объявлением</b>\n"
    text += "Нажмите на кнопку, чтобы убрать её." if draft.buttons else "Пока ни одной."
    text += f" Мероприятий и ссылок может быть до {MOST_BUTTONS}."
    text += "\n«Принято к сведению» покажет, сколько человек прочитали."
    own = [each for each in draft.buttons if each["kind"] != Does.ACKNOWLEDGE]
    rows: Rows = [
        [button(short(f"✖️ {_label(each, events)}"), presses.RemoveButton(id=draft.id, mark=button_mark(each)))]
        for each in own
    ]
    asks = len(own) < len(draft.buttons)
    prompt = "✖️ Принято к сведению" if asks else "➕ Принято к сведению"
    if len(own) < MOST_BUTTONS:
        event = button("📅 Мероприятие", presses.ButtonEvents(id=draft.id, page=0))
        rows.append([event, button("🔗 Ссылка", presses.AskLink(id=draft.id))])
    rows.append([button(prompt, presses.AskToAcknowledge(id=draft.id, wanted=not asks))])
    return Screen(text, [*rows, [back(presses.OpenDraft(id=draft.id)), menu()]])


def choose_event(
    draft: Broadcast,
    events: Sequence[Event],
    community: CommunityProfile,
    has_more: bool,
    page: int,
    remark: str = "",
) -> Screen:
    text = remarked(remark) + ("На какое мероприятие ведёт кнопка?" if events else "Впереди пока нет мероприятий.")
    offers = [button(label(event, community), presses.AddEventButton(id=draft.id, event=event.id)) for event in events]
    arrows = [button("◀️", presses.ButtonEvents(id=draft.id, page=page - 1))] if page else []
    arrows += [button("Ещё ▶️", presses.ButtonEvents(id=draft.id, page=page + 1))] if has_more else []
    ends = [back(presses.DraftButtons(id=draft.id)), menu()]
    return Screen(text, [*([each] for each in offers), *([arrows] if arrows else []), ends])


def ask_link(draft: Broadcast, remark: str = "") -> Screen:
    text = f"{remarked(remark)}Напишите подпись и ссылку одним сообщением, например: «Регистрация https://site.ru»."
    return Screen(text, [[back(presses.DraftButtons(id=draft.id)), menu()]])


def files_left_out(many: int) -> str:
    left = count(many, "файл не поместился", "файла не поместились", "файлов не поместились")
    return f"❗ {left}: можно до десяти, вместе до 50 МБ."
