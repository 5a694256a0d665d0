"""What people of a pair or a group read while they write to each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from community.mentorships import Fellow, Kind, Role, Seen
from community.pair_talks import LEADING, reached
from community.profiles import CommunityProfile
from messengers.screen import Screen
from screens import presses
from screens.moments import in_list
from screens.navigation import Rows, back, button, menu, rows_of
from screens.spoken import BETWEEN_US, Around, whole
from screens.words import count, esc, short
from storage.models import Mentorship, MentorshipMember, Person, TalkMessage

PAGE = 5
NAMED = 3  # of those who hear it
LONG = 90  # characters of a message in the history
NAME = 30
OVER = "Передать уже некому: работа вместе завершена."
ON_COMPLAINT = "при жалобе координатор увидит лишь отмеченные сообщения"
WITH_ALL = f"🔒 Это читают все, кто в группе. Ваш ответ увидит только тот, кто её ведёт; {ON_COMPLAINT}."
FROM_ONE = f"🔒 Это сообщение видите только вы. Ваш ответ прочтут все, кто в группе; {ON_COMPLAINT}."
AMONG_PEERS = f"🔒 Переписку читают все, кто здесь вместе; {ON_COMPLAINT}."
PLACES = {Kind.GROUP: "группа", Kind.PEERS: "равный – равному", Kind.PROJECT: "проектная команда"}


def ask_words(seen: Seen) -> Screen:
    text = f"✉️ Кому: {names_of(reached(seen))}.\nНапишите одним сообщением, что передать: текст, фото, голос или файл."
    if len(seen.fellows) > 1:
        leads = seen.mine.role in LEADING
        text += "\n\n👥 Прочтут все, кто здесь назван." if leads else "\n\n🔒 Остальные в группе этого не увидят."
    return Screen(text, [[back(_card(seen)), menu()]])


def delivered(seen: Seen, chosen: bool = False) -> Screen:
    """`chosen`: the bot has found the talk."""
    text = f"Передано: {names_of(reached(seen))}."
    if chosen:
        text += "\nЧтобы написать кому-то ещё или задать вопрос, откройте меню."
    return Screen(text, [[button("✉️ Дописать", presses.WriteToPair(id=seen.mentorship.id)), menu()]], toast="Передано")


def left_out(mentorship_id: int, files: int) -> Screen:
    said = count(files, "файл не поместился", "файла не поместились", "файлов не поместились")
    text = f"Передано, но {said}. За один раз передаём до десяти файлов, вместе до 50 МБ. Пришлите остальное отдельно."
    return Screen(text, [[button("↩️ Дослать", presses.WriteToPair(id=mentorship_id)), menu()]])


def said(
    made: Mentorship, author: MentorshipMember | None, person: Person | None, message: TalkMessage, around: Around
) -> Screen:
    """`around.first` of a pair; what is said to several has its own rule."""
    name = esc(person.name) if person and person.name else "Собеседник"
    text = f"💬 <b>{name}</b>{_place(made, author)}\n\n"
    rule = _rule(made, author)
    text += whole(message, around if rule == BETWEEN_US else around._replace(first=False))
    if around.first and rule != BETWEEN_US:
        text += f"\n\n{rule}"
    return Screen(text, _in_talk(made.id), kept=True)


def undelivered(mentorship_id: int, message: TalkMessage) -> Screen:
    what = f"«{esc(short(_line(message.words), 60))}»" if message.words else "вложение"
    text = (
        f"❗ Сообщение пока не доставлено: {what}. Собеседник сейчас недоступен. Попробуйте позже, сообщение сохранено."
    )
    again = button("🔁 Отправить ещё раз", presses.SayAgain(id=message.id))
    card = button("🤝 Открыть пару", presses.ShowMentorship(id=mentorship_id, page=0))
    return Screen(text, [[again], [card, menu()]], kept=True)


def tried_again() -> Screen:
    return Screen("Отправляем ещё раз. Если не получится, напишем.", [[menu()]], toast="Отправляем")


def history(
    seen: Seen,
    messages: Sequence[TalkMessage],
    files: Mapping[int, int],
    total: int,
    page: int,
    community: CommunityProfile,
) -> Screen:
    """`messages`: of this page, the newest first; `files`: how many each has."""
    made, first = seen.mentorship, total - page * PAGE
    text = f"💬 <b>Переписка</b>: {names_of(seen.fellows)}."
    text += "" if total else "\nСообщений пока нет."
    for number, message in reversed(list(zip(range(first, 0, -1), messages, strict=False))):
        text += f"\n\n{number}. {_said(seen, message, files.get(message.id, 0), community)}"
    with_files = [(first - at, each) for at, each in enumerate(messages) if files.get(each.id)]
    brings = [button(f"📎 Из № {number}", presses.PairFiles(id=each.id)) for number, each in reversed(with_files)]
    arrows = [button("◀️ Раньше", _page(made, page + 1))] if (page + 1) * PAGE < total else []
    arrows += [button("Позже ▶️", _page(made, page - 1))] if page else []
    return Screen(text, [*rows_of(brings), *([arrows] if arrows else []), [back(_card(seen)), menu()]])


def files_follow(seen: Seen) -> Screen:
    text = "📎 Вложения придут следующим сообщением."
    talk = button("💬 Переписка", presses.PairTalk(id=seen.mentorship.id, page=0))
    return Screen(text, [[talk, menu()]], toast="Сейчас пришлём")


def files_brought(mentorship_id: int) -> Screen:
    talk = button("💬 Переписка", presses.PairTalk(id=mentorship_id, page=0))
    return Screen("📎 Вложения из переписки — выше.", [[talk, menu()]], kept=True)


def names_of(fellows: Sequence[Fellow]) -> str:
    """«Анна, Глеб и ещё 2»."""
    names = [esc(short(each.person.name, NAME)) for each in fellows if each.person and each.person.name]
    more = f" и ещё {len(names) - NAMED}" if len(names) > NAMED else ""
    return f"{', '.join(names[:NAMED])}{more}" or "никого рядом нет"


def _rule(made: Mentorship, author: MentorshipMember | None) -> str:
    if made.kind == Kind.PAIR:
        return BETWEEN_US
    if author is None or author.role == Role.PEER:
        return AMONG_PEERS
    return WITH_ALL if author.role in LEADING else FROM_ONE


def _place(made: Mentorship, author: MentorshipMember | None) -> str:
    """«· наставник», «· группа «5 класс», всем»."""
    leads = author is not None and author.role in LEADING
    if made.kind == Kind.PAIR:
        return " · наставник" if leads else ""
    title = f" «{esc(short(made.title))}»" if made.title else ""
    return f" · {PLACES[Kind(made.kind)]}{title}{', всем' if leads else ''}"


def _in_talk(number: int) -> Rows:
    answer = button("↩️ Ответить", presses.WriteToPair(id=number))
    return [[answer], [button("⚠️ Пожаловаться", presses.ComplainOfPair(id=number)), menu()]]


def _said(seen: Seen, message: TalkMessage, files: int, community: CommunityProfile) -> str:
    words = esc(short(_line(message.words), LONG)) if message.words else "вложение"
    attached = f" 📎 {count(files, 'файл', 'файла', 'файлов')}" if files and message.words else ""
    moment = in_list(message.said_at, community, message.said_at)
    return f"<b>{_author(seen, message)}</b>, {moment}\n{words}{attached}"


def _author(seen: Seen, message: TalkMessage) -> str:
    if message.author_id == seen.mine.person_id:
        return "Вы"
    person = next((each.person for each in seen.fellows if each.member.person_id == message.author_id), None)
    return esc(short(person.name, NAME)) if person and person.name else "Собеседник"


def _line(words: str) -> str:
    return " ".join(words.split())


def _card(seen: Seen) -> presses.Press:
    return presses.ShowMentorship(id=seen.mentorship.id, page=0)


def _page(made: Mentorship, page: int) -> presses.Press:
    return presses.PairTalk(id=made.id, page=page)
