"""What of the agreement is on the card of a pair or group."""

from __future__ import annotations

from community.agreements import Standing, Terms, is_agreed, standing, terms_of, version_of
from community.choices import by_id
from community.mentorships import Seen
from community.profiles import CommunityProfile
from messengers.screen import Button
from screens import presses
from screens.navigation import button
from screens.words import esc, full_day, listed, short

ON_CARD = 80  # letters of a goal


def agreement_lines(seen: Seen, community: CommunityProfile) -> list[str]:
    if standing(seen) is Standing.NONE:
        return []
    terms = terms_of(seen.mentorship)
    goal = f"Цель: {esc(short(terms.goal, ON_CARD))}" if terms.goal else ""
    return [line for line in (goal, rest_of(terms, community), waits_for(seen)) if line]


def agreement_buttons(seen: Seen) -> list[Button]:
    if not seen.is_present:
        return []
    number = seen.mentorship.id
    if standing(seen) is Standing.ASKED:
        yes = presses.ConfirmAgreement(id=number, read=version_of(seen))
        return [button("✅ Согласиться", yes), button("📝 Условия", presses.Agree(id=number))]
    words = "📝 Договориться" if standing(seen) is Standing.NONE else "📝 Условия"
    return [button(words, presses.Agree(id=number))]


def rest_of(terms: Terms, community: CommunityProfile) -> str:
    """«До 31 мая 2027 года, раз в неделю, беседа.», escaped."""
    rhythm, form = by_id(community.mentoring.rhythms, terms.rhythm or ""), community.mentoring.form(terms.format or "")
    said = [f"до {full_day(terms.ends_on)}" if terms.ends_on else ""]
    said += [esc(each.name[:1].lower() + each.name[1:]) for each in (rhythm, form) if each]
    told = ", ".join(filter(None, said))
    return f"{told[:1].upper()}{told[1:]}." if told else ""


def waits_for(seen: Seen) -> str:
    """Whose word is missing; nothing where all is agreed on."""
    if seen.mine.agreed_at is None:
        return "Ждём вашего согласия."
    members = [seen.mine, *(each.member for each in seen.fellows)]
    if is_agreed(members):
        return ""
    silent = [each for each in seen.fellows if each.member.left_at is None and each.member.agreed_at is None]
    names = [short(each.person.name, 40) for each in silent if each.person and each.person.name]
    return f"Ждём согласия: {esc(listed(names, 2))}." if names else ""
