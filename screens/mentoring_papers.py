"""Papers about a mentor's work, made at delivery: no word of them tells a gender, modes are never mixed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from community import mentoring_papers
from community.mentoring_papers import PREFIX, Kind, Paper
from community.mentoring_results import Done, Led
from community.profiles import CommunityProfile
from community.refusals import NotAMentor
from messengers.screen import Links
from screens.mentoring_results import PAPERS, in_a_line
from screens.papers import letters
from screens.papers.letters import Letter, Table
from screens.papers.signing import Signatory


def build(session: Session, ids: Mapping[str, Any], community: CommunityProfile, links: Links) -> tuple[str, bytes]:
    """Raises `NotAMentor` for somebody who is none any more."""
    found = mentoring_papers.read(session, ids, community)
    if found is None:
        raise NotAMentor
    paper, done = found
    token = mentoring_papers.token(session, paper)
    addresses = (links[each](f"{PREFIX}_{token}") for each in _networks(paper, links))
    number = mentoring_papers.number(token, community)
    letter = letter_of(paper, done, number, next(filter(None, addresses), ""), community)
    return f"{PAPERS[paper.kind]}.pdf", letters.pdf(letter)


def letter_of(paper: Paper, done: Done, number: str, url: str, community: CommunityProfile) -> Letter:
    signatory, operator = community.certificates.signatory, community.operator
    is_reference = paper.kind is Kind.REFERENCE
    return Letter(
        community=community.name,
        title=PAPERS[paper.kind],
        paragraphs=tuple(_reference(paper, done, community) if is_reference else _thanks(paper, done)),
        number=number,
        issued_on=paper.issued_on,
        signatory=Signatory(signatory.position, signatory.name) if signatory.is_filled else None,
        details=f"{operator.name}, {operator.address}" if operator.is_filled else "",
        table=Table(("Наставническая деятельность", "Количество"), _rows(done), (80, 20)) if is_reference else None,
        url=url,
    )


def _reference(paper: Paper, done: Done, community: CommunityProfile) -> list[str]:
    what = f"Настоящая справка подтверждает наставническую деятельность в составе сообщества: {community.name}."
    return [
        f"Выдана: {paper.full_name}, для предъявления по месту требования.",
        f"{what} Период: {in_a_line(paper.period)}.",
        *_modes(done),
    ]


def _modes(done: Done) -> list[str]:
    told = ["на общественных началах"] if done.voluntary.pairs else []
    told += ["по приказу образовательной организации, с согласия наставника"] if done.ordered.pairs else []
    return [f"Наставничество осуществлялось: {'; '.join(told)}."] if told else []


def _rows(done: Done) -> tuple[tuple[str, ...], ...]:
    """Of each mode its own: they are never added up."""
    told = [
        *_led("на общественных началах", done.voluntary),
        *_led("по приказу организации", done.ordered),
        ("Ответы на вопросы педагогов", done.answers),
        ("Проведённые мероприятия", done.events),
    ]
    return tuple((name, str(number)) for name, number in told if number)


def _led(mode: str, led: Led) -> list[tuple[str, int]]:
    return [
        (f"Наставнические пары и группы {mode}", led.pairs),
        (f"Наставляемые, {mode}", led.people),
        (f"Завершённые пары и группы, {mode}", led.completed),
        (f"Состоявшиеся встречи, {mode}", led.meetings),
        (f"Выполненные шаги персонализированных программ, {mode}", led.steps),
    ]


def _thanks(paper: Paper, done: Done) -> list[str]:
    numbers = "; ".join(_in_thanks(done))
    what = "Благодарим Вас за наставничество: за время, внимание и опыт, которыми Вы делитесь с коллегами."
    return [
        f"Вручается: {paper.full_name}.",
        f"{what} Ваша поддержка помогает педагогам расти в профессии и оставаться в ней.",
        f"Период: {in_a_line(paper.period)}." + (f" Итоги: {numbers}." if numbers else ""),
        "Желаем Вам здоровья, вдохновения и благодарных учеников!",
    ]


def _in_thanks(done: Done) -> list[str]:
    both = not done.voluntary.is_empty and not done.ordered.is_empty
    found = []
    for name, led in (("на общественных началах: ", done.voluntary), ("по приказу организации: ", done.ordered)):
        told = {"наставляемых": led.people, "встреч": led.meetings, "выполненных шагов программ": led.steps}
        numbers = ", ".join(f"{each} — {number}" for each, number in told.items() if number)
        found += [(name if both else "") + numbers] if numbers else []
    others = {"ответов на вопросы педагогов": done.answers, "проведённых мероприятий": done.events}
    return [*found, *(f"{each} — {number}" for each, number in others.items() if number)]


def _networks(paper: Paper, links: Links) -> list[str]:
    theirs = [paper.person.preferred_network or "", *(each.network for each in paper.person.accounts)]
    return [each for each in [*theirs, *links] if each in links]
