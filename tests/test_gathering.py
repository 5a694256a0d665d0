"""Who joins groups, peers and project teams: on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community import agreements, attention, gathering, joining, matching, mentorships, pair_desk, pair_life
from community.group_refusals import AlreadyTogether, GroupInvitationGone, GroupIsFull
from community.mentorships import Kind, Role
from community.notices import Notice
from community.refusals import (
    ColleagueGone,
    MemberGone,
    MentorshipSettled,
    NotAMentor,
)
from scheduler import retention
from screens.answering_notices import ANSWERING_NOTICES
from storage.models import Mentor, Mentorship, MentorshipInvitation, Notification, Person
from tests.test_agreeing import pair, pair_of
from tests.test_asking import NOW, perm, person
from tests.test_mentoring import anna_of, mentor, told
from tests.test_pairviews import DAY, coordinator


def published(session: Session, who: Person) -> Person:
    session.execute(select(Mentor).where(Mentor.person_id == who.id)).scalar_one().published = ["name"]
    session.flush()
    return who


def known(session: Session, boris: Person, name: str = "Глеб") -> Person:
    """Somebody whom Boris works with in another pair."""
    gleb = person(session, name)
    pair_of(session, (boris, Role.MENTOR), (gleb, Role.MENTEE))
    return gleb


def joins(session: Session, who: Person, asked: MentorshipInvitation) -> Mentorship:
    return gathering.accept(session, who, asked.id, perm, NOW)


def test_pair_with_one_more_is_a_group(session: Session) -> None:
    made, boris, anna = pair(session)
    gleb = known(session, boris)
    first, second = (gathering.invite(session, boris, made.id, gleb.id, NOW) for _ in range(2))
    assert first is second
    assert (told(session, Notice.GROUP_INVITED), made.kind) == ([gleb.id], "pair")
    assert [each.invitation.id for each in gathering.open_for(session, gleb, NOW)] == [first.id]
    for _ in range(2):
        joins(session, gleb, first)
    assert (made.kind, told(session, Notice.GROUP_ANSWERED)) == ("group", [boris.id])
    assert session.execute(select(matching.mentees_of(boris.id))).scalar_one() == 3
    mentorships.end(session, anna, made.id, NOW)
    assert made.state == "acquaintance"
    with pytest.raises(MentorshipSettled):
        gathering.invite(session, gleb, made.id, anna.id, NOW)
    with pytest.raises(MemberGone):
        gathering.invite(session, boris, made.id, person(session, "Ольга").id, NOW)


def test_last_place_of_a_group_is_one(session: Session) -> None:
    made, boris, _ = pair(session)
    vera, gleb = known(session, boris, "Вера"), known(session, boris)
    asked = [gathering.invite(session, boris, made.id, each.id, NOW) for each in (vera, gleb)]
    session.execute(select(Mentor).where(Mentor.person_id == boris.id)).scalar_one().capacity = 4
    joins(session, vera, asked[0])
    with pytest.raises(GroupIsFull):
        joins(session, gleb, asked[1])
    gathering.decline(session, gleb, asked[1].id, NOW)
    with pytest.raises(GroupInvitationGone):
        joins(session, gleb, asked[1])


def test_peers_are_asked_and_each_is_both(session: Session) -> None:
    anna, vera = anna_of(session), mentor(session, "Вера")
    with pytest.raises(ColleagueGone):
        gathering.ask_peer(session, anna, vera.id, NOW)
    published(session, vera)
    asked = gathering.ask_peer(session, anna, vera.id, NOW)
    assert gathering.ask_peer(session, anna, vera.id, NOW) is asked
    made = joins(session, vera, asked)
    assert joins(session, vera, asked) is made
    assert (made.kind, [each.role for each in mentorships.members_of(session, made.id)]) == ("peers", ["peer", "peer"])
    with pytest.raises(AlreadyTogether):
        gathering.ask_peer(session, anna, vera.id, NOW)
    mentorships.end(session, anna, made.id, NOW)
    assert made.state == "completed"


def test_peers_who_ask_each_other_are_one_pair(session: Session) -> None:
    boris, vera = (published(session, mentor(session, name)) for name in ("Борис", "Вера"))
    one, two = gathering.ask_peer(session, boris, vera.id, NOW), gathering.ask_peer(session, vera, boris.id, NOW)
    joins(session, vera, one)
    with pytest.raises(AlreadyTogether):
        joins(session, boris, two)
    assert session.execute(select(func.count()).select_from(Mentorship)).scalar_one() == 1


def test_invitation_is_of_one_person_and_lapses(session: Session) -> None:
    anna, vera, gleb = anna_of(session), published(session, mentor(session, "Вера")), person(session, "Глеб")
    asked = gathering.ask_peer(session, anna, vera.id, NOW)
    with pytest.raises(GroupInvitationGone):
        joins(session, gleb, asked)
    joining.leave(session, anna, NOW)
    with pytest.raises(GroupInvitationGone):
        joins(session, vera, asked)
    list(retention.forget_mentorship_invitations(session, NOW + retention.INVITATIONS_KEPT))
    assert gathering.look(session, vera, asked.id).is_open
    list(retention.forget_mentorship_invitations(session, NOW + retention.INVITATIONS_KEPT + timedelta(seconds=1)))
    with pytest.raises(GroupInvitationGone):
        gathering.look(session, vera, asked.id)


def test_project_team_has_an_aim_members_and_a_result(session: Session) -> None:
    boris, anna = mentor(session, "Борис"), anna_of(session)
    pair_of(session, (boris, Role.MENTOR), (anna, Role.MENTEE))
    with pytest.raises(NotAMentor):
        gathering.make_team(session, anna, "Опыт", "Открытые уроки", perm, NOW)
    team = gathering.make_team(session, boris, "Опыт", "Открытые уроки", perm, NOW)
    assert gathering.make_team(session, boris, "Опыт", "Открытые уроки", perm, NOW) is team
    joins(session, anna, gathering.invite(session, boris, team.id, anna.id, NOW))
    assert (team.kind, team.state) == (Kind.PROJECT, "working")
    assert agreements.standing(mentorships.look(session, anna, team.id)) is agreements.Standing.AGREED
    with pytest.raises(MentorshipSettled):
        gathering.finish(session, anna, team.id, "Провели шесть уроков", NOW)
    gathering.finish(session, boris, team.id, "Провели шесть уроков", NOW)
    assert (team.state, told(session, Notice.MENTORSHIP_ENDED)) == ("completed", [anna.id])
    [tutor] = [each for each in mentorships.look(session, anna, team.id).fellows if each.member.role == Role.TUTOR]
    assert tutor.member.closing_words == "Провели шесть уроков"


def group_of(session: Session) -> tuple[Mentorship, Person, list[Person]]:
    """Boris leads Anna, Vera and Gleb."""
    made, boris, anna = pair(session)
    session.execute(select(Mentor).where(Mentor.person_id == boris.id)).scalar_one().capacity = 9
    mentees = [anna, known(session, boris, "Вера"), known(session, boris)]
    for each in mentees[1:]:
        joins(session, each, gathering.invite(session, boris, made.id, each.id, NOW))
    return made, boris, mentees


def queue(session: Session, olga: Person) -> list[int | None]:
    """Whose requests for a mentor a coordinator has, in their order."""
    waiting = attention.waiting(session, olga, NOW + DAY, 0, 9, [attention.Kind.MENTOR_REQUEST])
    return [item.person_id for item, _ in waiting]


def test_group_whose_mentor_goes_or_is_changed_is_over_and_each_gets_another(session: Session) -> None:
    for changed in (False, True):
        made, boris, mentees = group_of(session)
        olga = coordinator(session)
        before = queue(session, olga)
        if changed:
            requests = pair_desk.change(session, olga, made.id, NOW + DAY)
            assert [each.person_id for each in requests] == [each.id for each in mentees]
            with pytest.raises(MentorshipSettled):
                pair_desk.change(session, olga, made.id, NOW + DAY)
        else:
            pair_life.step_down(session, boris, made.id, NOW + DAY)
        assert (made.state, made.kind) == ("completed", "group")
        assert [each for each in queue(session, olga) if each not in before] == [each.id for each in mentees]
        assert told(session, Notice.MENTOR_LEFT if not changed else Notice.MENTORSHIP_ENDED) == [
            each.id for each in mentees
        ]


def test_mentor_reads_once_of_a_group_whose_mentor_is_changed(session: Session) -> None:
    made, boris, _ = group_of(session)
    pair_desk.change(session, coordinator(session), made.id, NOW + DAY)
    found = select(Notification).where(Notification.kind == Notice.MENTOR_CHANGED.value)
    (row,) = session.execute(found).scalars()
    shown = ANSWERING_NOTICES[row.kind](session, row.ids, perm)
    assert shown
    assert row.person_id == boris.id
    assert "Работа завершена: Анна, Вера, Глеб." in shown.text


def test_mentee_of_a_group_who_wants_another_mentor_leaves_it_to_the_others(session: Session) -> None:
    made, boris, (anna, vera, gleb) = group_of(session)
    pair_life.change_mentor(session, vera, made.id, NOW + DAY)
    assert made.state == "acquaintance"
    assert queue(session, coordinator(session)) == [vera.id]
    assert told(session, Notice.MENTORSHIP_ENDED) == [boris.id, anna.id, gleb.id]
