from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import sha256

from community.access import seconds
from community.offers import Access, Offer, Question, Reach
from community.profiles import CommunityProfile, Municipality
from community.roles import Role
from messengers.screen import Button, Screen
from screens import presses
from screens.navigation import back, button, menu, paged, rows_of
from screens.words import count, day, esc, remarked, short, wanted
from storage.models import Grant, Person

PAGE = 6
FOUND = 5
NAMELESS = "имя не указано"
GIVES = {
    Role.OWNER: "всё, что есть у координатора, и доступ для остальных ролей",
    Role.COORDINATOR: "участники, заявки, вопросы и обращения, доступ для кураторов и журнал",
    Role.CURATOR: "список участников и наставников, пары, мероприятия и сообщения о них",
    Role.COUNCIL: "наставники и их заявки",
    Role.ANNOUNCER: "сообщения участникам о мероприятиях",
    Role.RESPONDER: "вопросы об усталости и конфликтах: кроме таких людей, их не увидит никто",
}
REACHES = {
    Reach.EVERYWHERE: "Всё сообщество",
    Reach.MUNICIPALITY: "Один муниципалитет",
    Reach.ORGANISATION: "Одна организация",
}
WANTED = {
    Question.ROLE: "роль — кнопкой из списка",
    Question.REACH: "ответ кнопкой из списка",
    Question.MUNICIPALITY: "название муниципалитета словами или кнопка из списка",
    Question.ORGANISATION: "название организации, например: школа № 7",
    Question.PERSON: "имя того, кто уже вступил, например: Анна Сергеевна",
}
NOBODY = "Среди участников никого не нахожу. Попробуйте фамилию или первые буквы имени."
SEVERAL = "Кого вы имеете в виду? Если нужного нет, напишите имя полнее."


def role_name(role: Role, community: CommunityProfile) -> str:
    """As it follows a colon: from a small letter."""
    curator, council = community.roles.curator, community.roles.council
    names = {
        Role.OWNER: "владелец",
        Role.COORDINATOR: community.roles.coordinator.nominative,
        Role.CURATOR: curator.nominative if curator else "куратор",
        Role.COUNCIL: council.nominative if council else "совет",
        Role.ANNOUNCER: "объявления",
        Role.RESPONDER: "поддержка коллег",
    }
    return names[role]


def access_name(access: Access, community: CommunityProfile) -> str:
    town = community.municipality(access.municipality or "")
    places = [access.organisation and short(access.organisation), town.name if town else None]
    return ", ".join([role_name(access.role, community), *filter(None, places)])


def mark(person: int, access: Access) -> str:
    """What is confirmed, so that an old button confirms nothing else."""
    return sha256(repr((person, access)).encode()).hexdigest()[:12]


def named(person: Person | None) -> str:
    return short((person.name if person else None) or NAMELESS)


def expected(question: Question) -> str:
    return wanted(WANTED[question])


def listed(
    grants: Sequence[Grant], owners: Mapping[int, Person], total: int, page: int, community: CommunityProfile
) -> Screen:
    first = page * PAGE + 1
    text = f"<b>Доступ</b>: {count(total, 'роль', 'роли', 'ролей')}. Номер откроет подробности.\n"
    lines, items = [], []
    for number, grant in enumerate(grants, first):
        name = named(owners.get(grant.person_id))
        lines.append(f"{number}. {esc(name)} — {esc(_access_of(grant, community))}")
        press = presses.ShowAccess(id=grant.id, since=seconds(grant))
        items.append(button(short(f"{number}. {name}", 18), press))
    ends = [back(presses.MoreOfDesk()) if not page else button("◀️", presses.Accesses(page=page - 1))]
    if first + len(grants) <= total:
        ends.append(button("Ещё ▶️", presses.Accesses(page=page + 1)))
    add = [button("➕ Открыть доступ", presses.AddAccess())]
    return Screen(text + "\n".join(lines) + ".", [*rows_of(items), add, [*ends, menu()]])


def shown(
    grant: Grant,
    person: Person | None,
    granter: Person | None,
    closable: bool,
    community: CommunityProfile,
    today: date,
) -> Screen:
    opened = day(grant.granted_at.astimezone(community.tz).date(), today)
    text = f"<b>{esc(named(person))}</b>\nДоступ: {esc(_access_of(grant, community))}.\nОткрыт {opened}"
    text += f", кто открыл: {esc(named(granter))}." if grant.granted_by else "."
    ids = {"id": grant.id, "since": seconds(grant)}
    rows = [[button("👤 Карточка", presses.Member(id=person.id))]] if person and person.joined_at else []
    if closable:
        rows.append([button("🔒 Закрыть доступ", presses.AskToWithdraw(**ids))])
    return Screen(text, [*rows, _ends()])


def ask_to_withdraw(grant: Grant, person: Person | None, community: CommunityProfile) -> Screen:
    text = f"Закрыть доступ? <b>{esc(named(person))}</b>: {esc(_access_of(grant, community))}.\n"
    text += "Доступ пропадёт сразу, об этом придёт короткое сообщение."
    ids = {"id": grant.id, "since": seconds(grant)}
    return Screen(
        text, [[button("🔒 Да, закрыть", presses.Withdraw(**ids))], [back(presses.ShowAccess(**ids)), menu()]]
    )


def withdrawn(access: Access, community: CommunityProfile) -> Screen:
    return Screen(f"Доступ закрыт: {esc(access_name(access, community))}. Сообщение отправим.", [_ends()])


def already_withdrawn() -> Screen:
    return Screen("Этот доступ уже закрыт.", [_ends()])


def ask_role(offer: Offer, candidate: Person | None, remark: str = "") -> Screen:
    whom = f" Кому: {esc(named(candidate))}." if candidate else ""
    text = f"{remarked(remark)}<b>Открыть доступ</b>.{whom} Какая роль нужна?\n"
    lines = [f"<b>{esc(_capital(role_name(role, offer.community)))}</b>: {esc(GIVES[role])}." for role in offer.roles]
    roles = [_answer(_capital(role_name(role, offer.community)), Question.ROLE, role) for role in offer.roles]
    return Screen(text + "\n".join(lines), [*rows_of(roles), _steps(presses.Accesses(page=0))])


def ask_reach(role: Role, reaches: Sequence[Reach], community: CommunityProfile, remark: str = "") -> Screen:
    text = f"{remarked(remark)}{esc(_capital(role_name(role, community)))}. Для кого?"
    choices = [_answer(REACHES[reach], Question.REACH, reach) for reach in reaches]
    return Screen(text, [*rows_of(choices), _steps(_ask(Question.ROLE))])


def ask_town(towns: Sequence[Municipality], previous: Question, page: int = 0, remark: str = "") -> Screen:
    text = f"{remarked(remark)}Какой муниципалитет? Выберите или начните писать название."
    choices = [_answer(short(town.name), Question.MUNICIPALITY, town.id) for town in towns]
    return Screen(text, paged(choices, page, _town_page, _steps(_ask(previous))))


def ask_organisation(suggested: Sequence[str], previous: Question, remark: str = "") -> Screen:
    text = f"{remarked(remark)}Какая организация? Напишите название так, как его пишут участники, например: школа № 7."
    choices = [_answer(short(name), Question.ORGANISATION, name_mark(name)) for name in suggested]
    return Screen(text, [*rows_of(choices), _steps(_ask(previous))])


def name_mark(name: str) -> str:
    return sha256(name.encode()).hexdigest()[:12]


def ask_person(people: Sequence[Person], previous: Question, community: CommunityProfile, remark: str = "") -> Screen:
    text = f"{remarked(remark)}Кому открыть доступ? Напишите имя или фамилию того, кто уже вступил."
    choices = [_answer(with_town(person, community), Question.PERSON, str(person.id)) for person in people[:FOUND]]
    return Screen(text, [*rows_of(choices), _steps(_ask(previous))])


def with_town(person: Person, community: CommunityProfile) -> str:
    town = community.municipality(person.municipality or "")
    return short(f"{person.name}, {town.name}" if town else str(person.name))


def confirm(candidate: Person, access: Access, previous: Question, community: CommunityProfile) -> Screen:
    text = f"Проверьте: <b>{esc(named(candidate))}</b> получит доступ.\n"
    text += f"{esc(_capital(access_name(access, community)))}.\nЭто даёт: {GIVES[access.role]}.\n"
    text += "Мы сразу напишем об этом."
    yes = button("✅ Открыть доступ", presses.Grant(mark=mark(candidate.id, access)))
    return Screen(text, [[yes], _steps(_ask(previous))])


def granted(candidate: Person, access: Access, community: CommunityProfile) -> Screen:
    text = f"Доступ открыт: <b>{esc(named(candidate))}</b> — {esc(access_name(access, community))}."
    return Screen(text, [[button("🔑 Весь доступ", presses.Accesses(page=0))], [menu()]])


def _access_of(grant: Grant, community: CommunityProfile) -> str:
    access = Access.of(grant)
    return access_name(access, community) if access else "роль из прежней версии"


def _answer(label: str, question: Question, answer: str) -> Button:
    return button(label, presses.AnswerAccess(question=question.value, answer=str(answer)))


def _ask(question: Question) -> presses.AskAccess:
    return presses.AskAccess(question=question.value, page=0)


def _town_page(page: int) -> presses.AskAccess:
    return presses.AskAccess(question=Question.MUNICIPALITY.value, page=page)


def _steps(before: presses.Press) -> list[Button]:
    return [back(before), button("✖️ Отмена", presses.CancelAccess()), menu()]


def _ends() -> list[Button]:
    return [back(presses.Accesses(page=0)), menu()]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
