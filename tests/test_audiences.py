from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community import aiming, audiences, drafts, head_counts, segments
from community.aiming import Field, toggled
from community.audiences import MANY, MEMBERS, MENTORS, YOUNG, Audience, Counted, Part, Reason, Terms, Tie, Within
from community.broadcasts import ResendTo
from community.composing_refusals import DraftGone, DraftSettled, SegmentGone, SegmentNamed
from community.drafts import Content
from community.head_counts import KEPT
from community.notices import Topic
from community.profile_files import load_profile
from community.refusals import NotAllowed, UnknownChoice
from community.roles import Scope
from messengers.screen import MAX_LABEL
from screens.aiming import NAMES, further, shown
from screens.aiming import segments as segments_shown
from screens.audiences import in_words
from screens.person import school_label
from storage.models import (
    Account,
    Broadcast,
    Grant,
    Mentor,
    Mentorship,
    MentorshipMember,
    Person,
    Registration,
    Segment,
)
from tests.test_announcing import HERE, THERE, announcer, gets, member, perm
from tests.test_registrations import NOW, webinar

TERMS = Terms(Topic.COMMUNITY, perm, NOW)


def names(session: Session, audience: Audience) -> list[str]:
    ids = gets(session, audience, TERMS)
    return [session.get_one(Person, number).name or "" for number in ids]


def pair(session: Session, mentor: Person, mentee: Person, over: bool = False) -> None:
    made = Mentorship(kind="pair", mode="community", state="working", created_at=NOW)
    session.add(made)
    session.flush()
    for person, role in ((mentor, "mentor"), (mentee, "mentee")):
        left = NOW if over else None
        row = MentorshipMember(mentorship_id=made.id, person_id=person.id, role=role, joined_at=NOW, left_at=left)
        session.add(row)
    session.flush()


def guides(session: Session, person: Person) -> None:
    session.add(Mentor(person_id=person.id, ground="luch", capacity=1, confirmed_at=NOW))
    session.flush()


def draft(session: Session, olga: Person, words: str = "Привет!") -> Broadcast:
    return drafts.begin(session, olga, Content(words), perm, NOW)


def test_people_are_chosen_by_who_they_are(session: Session) -> None:
    anna = member(session, "Анна", organisation="Школа № 7", teaching_since=2025, position="teacher")
    boris, vera = member(session, "Борис", THERE, teaching_since=1990), member(session, "Вера", organisation="Лицей")
    guides(session, boris)
    session.add(Grant(person_id=vera.id, role="curator", municipality=HERE, granted_at=NOW))
    session.add(Account(person_id=anna.id, network="telegram", number=1, created_at=NOW))
    session.flush()
    assert names(session, Audience()) == ["Анна", "Борис", "Вера"]
    assert names(session, Audience(organisations=("Лицей",))) == ["Вера"]
    assert names(session, Audience(roles=(YOUNG,), young_since=2023)) == ["Анна"]
    assert names(session, Audience(roles=(YOUNG,))) == []
    assert names(session, Audience(roles=(MEMBERS,))) == ["Анна", "Вера"]
    assert names(session, Audience(roles=(MENTORS, "curator"))) == ["Борис", "Вера"]
    assert names(session, Audience(networks=("telegram",))) == ["Анна"]


def test_people_are_chosen_by_pairs(session: Session) -> None:
    anna, boris, vera = member(session, "Анна"), member(session, "Борис"), member(session, "Вера")
    member(session, "Галина")
    pair(session, boris, anna)
    pair(session, boris, vera, over=True)
    assert names(session, Audience(pairs=(Tie.GUIDES,))) == ["Борис"]
    assert names(session, Audience(pairs=(Tie.GUIDED,))) == ["Анна"]
    assert names(session, Audience(pairs=(Tie.ALONE,))) == ["Вера", "Галина"]
    assert names(session, Audience(without=Audience(pairs=(Tie.ALONE,)))) == ["Анна", "Борис"]


def test_people_are_chosen_by_what_they_have_to_do_with_an_event(session: Session) -> None:
    event, other = webinar(session), webinar(session)
    states = {"Анна": "registered", "Борис": "waitlisted", "Вера": "cancelled", "Галина": "registered"}
    for name, state in states.items():
        there = NOW if name == "Галина" else None
        row = Registration(event_id=event.id, person_id=member(session, name).id, state=state, attended_at=there)
        row.queued_at = row.changed_at = NOW
        session.add(row)
    member(session, "Дина")

    def of(*parts: Part, number: int = event.id) -> list[str]:
        return names(session, Audience(event_id=number, parts=parts))

    assert of(Part.REGISTERED) == ["Анна", "Галина"]
    assert of(Part.WAITLISTED) == ["Борис"]
    assert of(Part.ATTENDED) == ["Галина"]
    assert of(Part.ABSENT) == ["Анна"]
    assert of(Part.ATTENDED, Part.WAITLISTED) == ["Борис", "Галина"]
    assert of(Part.REGISTERED, number=other.id) == []
    left_out = Audience(event_id=event.id, parts=(Part.REGISTERED,))
    assert names(session, Audience(without=left_out)) == ["Борис", "Вера", "Дина"]


def test_whoever_is_left_out_and_why_sums_to_the_whole(session: Session) -> None:
    member(session, "Анна")
    boris, vera = member(session, "Борис", THERE), member(session, "Вера", muted_topics=["community"])
    nowhere = member(session, "Галина")
    nowhere.municipality = None  # an old profile: unknown is not there
    nowhere.paused_at = NOW
    guides(session, vera)
    session.add(Person(created_at=NOW, joined_at=NOW, name="Дина", municipality=HERE))
    boris.accounts[0].blocked_at = NOW
    session.flush()
    members = session.execute(select(func.count()).where(Person.joined_at.is_not(None))).scalar_one()
    whole = audiences.count(session, Audience(), TERMS)
    assert whole.networks == {"vk": 1}
    told = (Reason.NO_CONSENT, Reason.MUTED, Reason.PAUSED, Reason.UNREACHABLE)
    assert whole.excluded == dict.fromkeys(told, 1)
    assert whole.receive + sum(whole.excluded.values()) == members
    kept = audiences.count(session, Audience(without=Audience(municipalities=(THERE,), roles=(MENTORS,))), TERMS)
    gone = audiences.count(session, Audience(municipalities=(THERE,)), TERMS)
    guiding = audiences.count(session, Audience(roles=(MENTORS,)), TERMS)
    parts = (kept, gone, guiding)
    assert sum(each.receive + sum(each.excluded.values()) for each in parts) == members
    assert Reason.PAUSED in kept.excluded  # whose town is unknown is not of another


def test_many_are_not_counted_at_every_look() -> None:
    many, draft = Counted({"vk": MANY}, {Reason.MUTED: 2}), Broadcast(audience=Audience(municipalities=(HERE,)).kept())
    kept = head_counts.to_remember(many, draft, NOW)
    assert head_counts.remembered(kept, draft, NOW + KEPT) == many
    assert head_counts.remembered(kept, draft, NOW + KEPT + timedelta(seconds=1)) is None
    assert head_counts.to_remember(many, draft, NOW + KEPT, kept) == kept  # a look does not make it younger
    assert head_counts.remembered(kept, Broadcast(audience={}), NOW) is None
    to_silent = Broadcast(audience=draft.audience, resend_of=1, resend_to=ResendTo.SILENT.value)
    assert head_counts.remembered(kept, to_silent, NOW) is None
    assert head_counts.to_remember(Counted({"vk": MANY - 1}, {}), draft, NOW) is None
    assert head_counts.remembered(None, draft, NOW) is None


chosen = st.lists(
    st.sampled_from(
        [
            (Field.TOWN, HERE),
            (Field.TOWN, THERE),
            (Field.WHO, MENTORS),
            (Field.WHO, MEMBERS),
            (Field.PAIR, "alone"),
            (Field.NETWORK, "vk"),
            (Field.EVENT, "1-registered"),
            (Field.EVENT, "1-absent"),
            (Field.EVENT, "2-attended"),
        ]
    ),
    max_size=8,
)


@given(chosen)
def test_what_is_pressed_twice_is_as_if_it_had_not_been(presses: list[tuple[Field, str]]) -> None:
    audience = Audience()
    for field, value in presses:
        before, had = audience, aiming.has(audience, field, value)
        audience = toggled(audience, field, value)
        assert aiming.has(audience, field, value) is not had
        moved = field is Field.EVENT and before.event_id not in (None, audience.event_id)
        if not moved and not had:
            assert toggled(audience, field, value) == before
        assert Audience.model_validate(audience.kept()) == audience


def test_bounds_are_named_where_they_are_not_what_was_chosen() -> None:
    here = Within(municipalities=(HERE,))
    town = perm.municipality(HERE)
    assert town
    assert in_words(Audience(within=here), perm, {}) == f"все участники ({town.name})"
    assert in_words(Audience(within=here, roles=(MENTORS,)), perm, {}) == f"наставники ({town.name})"
    assert in_words(Audience(within=here, municipalities=(HERE,)), perm, {}) == town.name


@pytest.mark.parametrize(("profile", "offered"), [("perm-nastavniki", True), ("anuchino-school", False)])
def test_municipality_is_asked_where_there_are_several(session: Session, profile: str, offered: bool) -> None:
    community = load_profile(profile)
    look = drafts.look(session, draft(session, announcer(session)), community, NOW)
    pages = [shown(look, community), further(look.draft, community, {}, without=True)]
    assert [NAMES[Field.TOWN] in str(page.buttons) for page in pages] == [offered, offered]
    assert ("муниципалитет" in pages[0].text) is offered


def test_named_audiences_are_told_apart_whole() -> None:
    long = "Учителя физики и математики городских школ, {}"
    found = [Segment(id=at, person_id=1, name=long.format(at), audience={}, created_at=NOW) for at in (1, 2)]
    assert all(each.name in segments_shown(1, found, 2, 0, may_save=False).text for each in found)


def test_schools_are_told_apart_on_buttons() -> None:
    long = "МБОУ «Средняя общеобразовательная школа № {} с углублённым изучением отдельных предметов имени Астафьева»"
    assert [school_label(long.format(number))[:22] for number in (1, 12)] == [
        "МБОУ «СОШ № 1 с УИОП и",
        "МБОУ «СОШ № 12 с УИОП ",
    ]
    far = "Структурное подразделение лицея для одарённых детей № {} города"
    assert [school_label(far.format(number))[-4:] for number in (17, 18)] == ["№ 17", "№ 18"]
    assert len(school_label(far.format(17))) <= MAX_LABEL
    assert school_label("Школа № 7") == "Школа № 7"
    assert in_words(Audience(organisations=(long.format(12),)), perm, {}).startswith("МБОУ «СОШ № 12")


def test_scope_survives_being_kept() -> None:
    scope = Scope(False, frozenset({HERE}), frozenset({"Лицей"}), frozenset({(THERE, "Школа")}))
    kept = Audience(within=Within.of(scope)).kept()
    assert Audience.model_validate(kept).within == Within.of(scope)
    assert Within.of(replace(scope, everywhere=True)) is None


def test_curator_reaches_their_own_whatever_is_chosen(session: Session) -> None:
    curator = announcer(session, HERE, "curator")
    member(session, "Анна")
    member(session, "Борис", THERE)
    mine = draft(session, curator)
    assert names(session, aiming.audience_of(mine)) == ["Анна"]
    aimed = aiming.aim(session, curator, mine.id, Field.TOWN, THERE, perm, NOW)
    assert names(session, aiming.audience_of(aimed)) == []
    assert names(session, aiming.audience_of(aiming.clear(session, curator, mine.id, perm, NOW))) == ["Анна"]
    assert {town.id for town in aiming.towns(session, curator, perm, NOW)} == {HERE}
    saved = segments.save(session, curator, mine.id, "Наши", NOW)
    saved.audience = Audience(municipalities=(THERE,)).kept()  # as by somebody who reached further then
    used = segments.use(session, curator, mine.id, saved.id, perm, NOW)
    assert names(session, aiming.audience_of(used)) == []


def test_curator_of_a_school_reaches_its_people_only(session: Session) -> None:
    curator = announcer(session, HERE, "curator")
    [held] = session.execute(select(Grant).where(Grant.person_id == curator.id)).scalars()
    held.organisation = "Школа № 7"
    member(session, "Анна", organisation="Школа № 7")
    member(session, "Борис", THERE, organisation="Школа № 7")
    member(session, "Вера", organisation="Лицей")
    assert names(session, aiming.audience_of(draft(session, curator))) == ["Анна"]
    assert aiming.organisations(session, curator, Audience(), NOW) == ["Школа № 7"]


def test_who_is_young_is_asked_anew_whenever_a_segment_is_used(session: Session) -> None:
    olga = announcer(session)
    member(session, "Анна", teaching_since=2025)
    mine = draft(session, olga)
    aiming.aim(session, olga, mine.id, Field.WHO, YOUNG, perm, NOW)
    saved = segments.save(session, olga, mine.id, "Молодые", NOW)
    for later, found in ((NOW, ["Анна"]), (NOW + timedelta(days=9 * 365), [])):
        used = segments.use(session, olga, mine.id, saved.id, perm, later)
        assert names(session, aiming.audience_of(used)) == found


def test_named_audiences_are_their_owners_own(session: Session) -> None:
    olga, boris = announcer(session), announcer(session)
    mine = draft(session, olga)
    saved = segments.save(session, olga, mine.id, "Молодые", NOW)
    with pytest.raises(SegmentNamed):
        segments.save(session, olga, mine.id, "Молодые", NOW)
    for number in range(100):
        segments.save(session, olga, mine.id, f"Аудитория {number}", NOW)
    found, total = segments.listed(session, olga, 100, 4, NOW)
    assert ([each.name for each in found], total) == (["Молодые"], 101)
    assert segments.listed(session, boris, 0, 4, NOW) == ([], 0)
    with pytest.raises(SegmentGone):
        segments.drop(session, boris, saved.id, NOW)
    with pytest.raises(SegmentNamed):
        segments.rename(session, olga, saved.id, "Аудитория 7", NOW)
    assert segments.rename(session, olga, saved.id, "Молодые", NOW).name == "Молодые"
    segments.drop(session, olga, saved.id, NOW)
    with pytest.raises(SegmentGone):
        segments.use(session, olga, mine.id, saved.id, perm, NOW)


def test_only_the_author_aims_a_draft_and_at_what_there_is(session: Session) -> None:
    olga, boris = announcer(session), announcer(session)
    mine = draft(session, olga)
    with pytest.raises(DraftGone):
        aiming.aim(session, boris, mine.id, Field.TOWN, HERE, perm, NOW)
    for field, value in ((Field.TOWN, "gone"), (Field.WHO, "owner"), (Field.PAIR, "x"), (Field.EVENT, "404-absent")):
        with pytest.raises(UnknownChoice):
            aiming.aim(session, olga, mine.id, field, value, perm, NOW)
    for wrong in ("x", "-", "1", "1-x", "", "²-absent", "9" * 24 + "-absent"):
        with pytest.raises(UnknownChoice):
            aiming.aim(session, olga, mine.id, Field.EVENT, wrong, perm, NOW)
    mine.state = "sending"
    with pytest.raises(DraftSettled):
        aiming.clear(session, olga, mine.id, perm, NOW)
    with pytest.raises(NotAllowed):
        drafts.begin(session, member(session, "Анна"), Content("Я"), perm, NOW)
