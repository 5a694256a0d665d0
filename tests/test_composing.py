from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from community import acknowledgements, consents, deletion, drafts, planning, segments, unsubscribing
from community.broadcasts import BROADCAST, READER, notice_of
from community.composing_refusals import ButtonsAreFull, DraftGone, DraftSettled
from community.consents import Kind
from community.drafts import Caution, Content, parse_link
from community.names import first_name
from community.notices import Notice
from community.refusals import EventGone, EventStarted, UnknownChoice
from community.talks import Received
from messengers.markup import Formatted, Span, markup_of, parse
from screens.broadcast_notices import message_to_many, message_tried
from screens.broadcast_words import Styled, amid, marked_up, named, without_name
from screens.composing import preview
from storage.database import Database
from storage.models import Acknowledgement, Broadcast, BroadcastFile, Event, Notification, Person, Segment
from tests.test_announcing import announcer, member, perm
from tests.test_registrations import DAY, HOUR, NOW, webinar


def begun(session: Session, olga: Person, words: str = "Привет!", *files: Received) -> Broadcast:
    return drafts.begin(session, olga, Content(words, files), perm, NOW)


def sent(session: Session, draft: Broadcast, *people: Person) -> None:
    draft.state = "sending"
    numbers = [person.id for person in people]
    kind, ids, _until = notice_of(session, draft)
    for number in numbers:
        session.add(Notification(person_id=number, kind=kind, ids=ids, lane=2, due=NOW, broadcast_id=draft.id))
    session.flush()


def read(session: Session, draft: Broadcast, reader: Person) -> str:
    ids = {BROADCAST: draft.id, READER: reader.accounts[0].id}
    screen = message_to_many(session, ids, perm)
    return f"{screen.text} {[button.label for row in screen.buttons for button in row]}" if screen else ""


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("Здравствуйте, {имя}!", "Здравствуйте!"),
        ("{имя}, приглашаем вас.", "Приглашаем вас."),
        ("Завтра. { Имя }, ждём!", "Завтра. Ждём!"),
        ("Спасибо, {имя}, что вы с нами.", "Спасибо, что вы с нами."),
        ("{имя}!", "Коллега!"),
        ("<b>{имя}</b>, доброе утро!", "<b>Коллега</b>, доброе утро!"),
        ("Вам пишет {имя}.", "Вам пишет коллега."),
        ("Завтра. {имя}!", "Завтра. Коллега!"),
        ("Без имени: {фамилия}.", "Без имени: {фамилия}."),
    ],
)
def test_words_without_a_name_read_well(said: str, read: str) -> None:
    assert named(said, None) == read


@pytest.mark.parametrize(
    ("said", "beside"),
    [
        ("Мы приготовили подарок для {имя}.", "подарок для Анна"),
        ("Спасибо! Дорогие <b>{ Имя }</b> и все", "Дорогие Анна"),
        ("Здравствуйте {имя}", "Здравствуйте Анна"),
        ("Здравствуйте, {имя}!", ""),
        ("{имя}, ждём. {имя}!", ""),
        ("Ждём.\n{имя}, до встречи", ""),
        ("Без имени.", ""),
    ],
)
def test_name_within_a_phrase_is_told_from_an_address(said: str, beside: str) -> None:
    assert amid(said, "Анна") == beside


def test_sentence_with_the_name_is_what_the_nameless_are_shown() -> None:
    words = "Приглашаем на <b>встречу</b> края. Будет подарок для {имя}. Ждём."
    assert without_name(words) == "Будет подарок для коллега."
    assert without_name("Ждём завтра. {имя}, до встречи!") == "До встречи!"


def test_author_is_warned_of_a_name_within_a_phrase(session: Session) -> None:
    look = drafts.look(session, begun(session, announcer(session), "Есть подарок для {имя}."), perm, NOW)
    assert "имя внутри фразы не склоняется («подарок для Анна»)" in preview(look, perm, "Анна").text
    greeting = drafts.look(session, begun(session, announcer(session), "Здравствуйте, {имя}!"), perm, NOW)
    assert "не склоняется" not in preview(greeting, perm, "Анна").text


def test_video_of_vk_stands_below_the_words_it_was_sent_after(session: Session) -> None:
    olga, video = announcer(session), "https://vk.com/video-7_456239030"
    draft = begun(session, olga, "Программа весны.")
    drafts.rewrite(session, olga, draft.id, Content(video), NOW)
    assert draft.words == f"Программа весны.\n\n{video}"
    drafts.rewrite(session, olga, draft.id, Content("Другое."), NOW)
    assert draft.words == "Другое."


def test_audiences_named_alike_are_told_apart_in_the_preview(session: Session) -> None:
    olga = announcer(session)
    names = [f"Учителя физики и математики городских школ Перми, {each}" for each in ("старшие", "младшие")]
    kept = [Segment(id=at, person_id=olga.id, name=name, audience={}, created_at=NOW) for at, name in enumerate(names)]
    shown = preview(drafts.look(session, begun(session, olga), perm, NOW), perm, segments=kept)
    labels = [button.label for row in shown.buttons for button in row if "Учителя" in button.label]
    assert [label[-7:] for label in labels] == ["старшие", "младшие"]


def test_name_is_written_as_words_never_as_markup() -> None:
    assert named("Здравствуйте, {имя}!", "<b>\\1") == "Здравствуйте, &lt;b&gt;\\1!"


@pytest.mark.parametrize(
    ("name", "first"),
    [("Анна", "Анна"), ("Борис Вымышленный", "Борис"), ("Иванова Анна Петровна", "Анна Петровна"), ("", "")],
)
def test_first_name_is_what_people_are_called_by(name: str, first: str) -> None:
    assert first_name(name) == first


@pytest.mark.parametrize(
    ("typed", "link"),
    [
        ("Регистрация https://site.ru", ("Регистрация", "https://site.ru")),
        ("https://site.ru/a?b=1 — Программа", ("Программа", "https://site.ru/a?b=1")),
        ("Сайт: HTTPS://SITE.RU", ("Сайт", "HTTPS://SITE.RU")),
        ("Сайт http://site.ru", None),
        ("https://site.ru", None),
        ("Сайт", None),
        ("я" * 41 + " https://site.ru", None),
        ("", None),
    ],
)
def test_link_is_a_label_and_an_address(typed: str, link: tuple[str, str] | None) -> None:
    assert parse_link(typed) == link


spans = st.builds(
    Span, st.sampled_from(["bold", "italic", "underline", "url", "spoiler"]), st.integers(-3, 12), st.integers(-3, 12)
)
texts = st.text(st.sampled_from("аб<>& \n😀\"'"), max_size=12)


@given(texts, st.lists(spans, max_size=4))
def test_markup_of_anything_is_read_again_as_the_same_text(text: str, styles: list[Span]) -> None:
    """Halves of a letter, which only a hostile client styles, become a sign of their own."""
    whole = all(edge_is_whole(text, edge) for span in styles for edge in (span.offset, span.offset + span.length))
    found = parse(markup_of(Formatted(text, tuple(styles))))
    assert found.text == text or not whole


def edge_is_whole(text: str, edge: int) -> bool:
    ends, at = {0}, 0
    for letter in text:
        at += 2 if ord(letter) > 0xFFFF else 1
        ends.add(at)
    return min(max(edge, 0), at) in ends


def test_styles_of_what_somebody_wrote_are_kept() -> None:
    styles = [Styled("bold", 0, 6), Styled("italic", 3, 5), Styled("text_link", 9, 4, 'https://a.ru/?q="1"')]
    found = parse(marked_up("Привет всем, тут", [*styles, Styled("url", 0, 3), Styled("code", 0, 3)]))
    assert found.text == "Привет всем, тут"
    kinds = {(span.kind, span.offset, span.length, span.url) for span in found.spans}
    assert ("url", 9, 4, 'https://a.ru/?q="1"') in kinds
    assert {kind for kind, *_ in kinds} == {"bold", "italic", "url"}


def test_each_reader_is_called_by_name_and_advertising_is_marked(session: Session) -> None:
    olga, boris = announcer(session), member(session, "Борис Вымышленный")
    draft = begun(session, olga, "Здравствуйте, {имя}!")
    drafts.advertise(session, olga, draft.id, "ООО «Книга» & сын, erid: 1", NOW)
    assert read(session, draft, boris) == ""  # a draft is nobody's to read
    sent(session, draft, boris)
    shown = read(session, draft, boris)
    assert shown.startswith("Здравствуйте, Борис!\n\n<i>Реклама. ООО «Книга» &amp; сын, erid: 1</i>")
    assert "Не получать новости" in shown
    boris.name = None
    assert read(session, draft, boris).startswith("Здравствуйте!")
    draft.state = "cancelled"
    assert read(session, draft, boris) == ""


def test_message_has_up_to_three_buttons_and_one_to_acknowledge(session: Session) -> None:
    olga, boris = announcer(session), member(session, "Борис")
    draft, event = begun(session, olga), webinar(session)
    for _ in range(2):  # a second press changes nothing
        drafts.add_event(session, olga, draft.id, event.id, NOW)
        drafts.add_link(session, olga, draft.id, "Сайт", "https://site.ru", NOW)
        drafts.ask_to_acknowledge(session, olga, draft.id, True, NOW)
    drafts.add_link(session, olga, draft.id, "Программа", "https://site.ru", NOW)
    with pytest.raises(ButtonsAreFull):
        drafts.add_link(session, olga, draft.id, "Ещё", "https://site.ru", NOW)
    with pytest.raises(EventGone):
        drafts.add_event(session, olga, draft.id, webinar(session, state="draft").id, NOW)
    with pytest.raises(EventStarted):
        drafts.add_event(session, olga, draft.id, webinar(session, starts_at=NOW - HOUR).id, NOW)
    draft.state = "sending"
    labels = [f"📅 {event.title}"[:20], "Сайт", "Принято к сведению", "Программа", "Не получать", "Меню"]
    assert all(label in read(session, draft, boris) for label in labels)
    draft.state = "draft"
    mark = drafts.button_mark({"kind": "event", "id": event.id})
    for _ in range(2):
        drafts.without_button(session, olga, draft.id, mark, NOW)
    assert [each.get("label") for each in draft.buttons] == ["Сайт", "Программа", None]


def test_author_is_told_what_may_be_overlooked(session: Session) -> None:
    olga, event = announcer(session), webinar(session)
    draft = begun(session, olga, "Пишите: http://site.ru. " + "Ещё. " * 900)
    drafts.add_event(session, olga, draft.id, event.id, NOW)

    def cautions() -> list[Caution]:
        return list(drafts.look(session, draft, perm, NOW).cautions)

    assert cautions() == [Caution.NO_CONSENT, Caution.LINK]
    assert "придёт 2 сообщениями" in preview(drafts.look(session, draft, perm, NOW), perm).text
    anna = member(session, "Анна")
    assert cautions() == [Caution.LINK]
    unsubscribing.want_no_more(session, anna, "community", NOW)
    planning.cancel(session, olga, event.id, None, NOW)
    assert cautions() == [Caution.NOBODY, Caution.LINK, Caution.EVENT_BEGAN]


def test_ten_files_are_kept_and_go_with_their_draft(session: Session) -> None:
    olga = announcer(session)
    photo = Received("photo", "photo.jpg", b"\xff\xd8\xff")
    draft = begun(session, olga, "", *[photo] * 4)
    assert drafts.rewrite(session, olga, draft.id, Content("", [photo] * 7), NOW) == 1
    assert (
        len(drafts.files_of(session, drafts.without_files(session, olga, draft.id, NOW))) == 10
    )  # nothing else is there
    drafts.rewrite(session, olga, draft.id, Content("Текст"), NOW)
    assert drafts.whole_files(session, draft.id)[0].content == photo.content
    drafts.without_files(session, olga, draft.id, NOW)
    drafts.rewrite(session, olga, draft.id, Content("", [photo]), NOW)
    assert (draft.words, len(drafts.files_of(session, draft))) == ("Текст", 1)
    number = draft.id
    drafts.drop(session, olga, number, NOW)
    assert session.execute(select(func.count()).select_from(BroadcastFile)).scalar_one() == 0
    with pytest.raises(DraftGone):
        drafts.drop(session, olga, number, NOW)


def test_what_is_sent_is_changed_no_more(session: Session) -> None:
    olga = announcer(session)
    draft = begun(session, olga)
    draft.state = "sending"
    with pytest.raises(DraftSettled):
        drafts.rewrite(session, olga, draft.id, Content("Иначе"), NOW)
    assert drafts.own(session, olga, draft.id, NOW) is draft
    with pytest.raises(DraftGone):
        drafts.own(session, announcer(session), draft.id, NOW)


def test_trial_comes_to_the_author_alone_whatever_they_have_switched_off(session: Session) -> None:
    olga = announcer(session)
    olga.muted_topics = ["community"]
    draft = begun(session, olga, "Здравствуйте, {имя}!")
    drafts.ask_to_acknowledge(session, olga, draft.id, True, NOW)
    for _ in range(2):
        drafts.try_out(session, olga, draft.id, NOW)
    [row] = session.execute(select(Notification)).scalars()
    assert (row.kind, row.person_id, row.broadcast_id) == (Notice.MESSAGE_TRIED, olga.id, None)
    screen = message_tried(session, row.ids, perm)
    assert screen
    assert screen.text == "Здравствуйте!"
    assert not acknowledgements.acknowledge(session, olga, draft.id, NOW)
    assert session.execute(select(func.count()).select_from(Acknowledgement)).scalar_one() == 0


def test_acknowledgements_are_counted_once_each(session: Session) -> None:
    olga, anna, boris = announcer(session), member(session, "Анна"), member(session, "Борис")
    draft = begun(session, olga)
    assert acknowledgements.counted(session, draft) is None
    drafts.ask_to_acknowledge(session, olga, draft.id, True, NOW)
    for state in ("check", "scheduled"):  # a colleague has had it sent whole
        draft.state = state
        assert not acknowledgements.acknowledge(session, boris, draft.id, NOW)
    sent(session, draft, anna, boris)
    for row in session.execute(select(Notification)).scalars():
        row.state = "sent"
    session.flush()
    for _ in range(2):
        assert acknowledgements.acknowledge(session, anna, draft.id, NOW)
    assert not acknowledgements.acknowledge(session, member(session, "Вера"), draft.id, NOW)  # it was not sent to her
    assert acknowledgements.counted(session, draft) == (1, 2)
    draft.ended_at, draft.delivered = NOW, 2
    session.execute(delete(Notification))  # as they are after a month
    assert acknowledgements.counted(session, draft) == (1, 2)
    draft.begun_at = NOW - 40 * DAY
    assert acknowledgements.acknowledge(session, boris, draft.id, NOW)
    assert not acknowledgements.acknowledge(session, Person(id=404), draft.id, NOW)
    assert not acknowledgements.acknowledge(session, anna, 404, NOW)


def test_whoever_wants_no_more_of_one_topic_gets_the_other(session: Session) -> None:
    olga, anna, boris = announcer(session), member(session, "Анна"), member(session, "Борис")
    news, event = begun(session, olga), begun(session, olga)
    event.topic = "events"
    sent(session, news, anna, boris)
    sent(session, event, anna, boris)

    def waits(person: Person) -> set[int | None]:
        rows = select(Notification.broadcast_id).where(Notification.person_id == person.id, Notification.state == "new")
        return set(session.execute(rows).scalars())

    unsubscribing.want_no_more(session, anna, "community", NOW)
    assert (waits(anna), waits(boris), anna.muted_topics) == ({event.id}, {news.id, event.id}, ["community"])
    consents.withdraw(session, boris, Kind.MAILINGS, NOW)
    assert waits(boris) == set()
    with pytest.raises(UnknownChoice):
        unsubscribing.want_no_more(session, anna, "personal", NOW)


def test_events_for_a_button_are_those_ahead_the_nearest_first(session: Session) -> None:
    later, soon = webinar(session, starts_at=NOW + 9 * DAY), webinar(session, starts_at=NOW + DAY)
    webinar(session, starts_at=NOW - DAY)
    found, total = drafts.coming(session, 0, 1, NOW)
    assert ([event.id for event in found], total) == ([soon.id], 2)
    assert session.get(Event, later.id)


def test_deletion_leaves_no_draft_of_theirs_and_no_press(session: Session) -> None:
    olga, anna = announcer(session), member(session, "Анна")
    announcer(session, role="owner")
    ours, sent_ = begun(session, olga, "Не отправлено"), begun(session, olga, "Отправлено")
    drafts.ask_to_acknowledge(session, olga, sent_.id, True, NOW)
    sent(session, sent_, anna)
    acknowledgements.acknowledge(session, anna, sent_.id, NOW)
    segments.save(session, olga, ours.id, "Свои", NOW)
    number, told = ours.id, sent_.id
    for person in (anna, olga):
        deletion.delete_mine(session, person, lambda act, erased: b"", NOW)
    session.expire_all()
    assert session.get(Broadcast, number) is None
    assert session.get_one(Broadcast, told).author_id is None
    for table in (Acknowledgement, Segment):
        assert session.execute(select(func.count()).select_from(table)).scalar_one() == 0


async def test_one_person_presses_on_two_networks_at_once_and_counts_once(database: Database) -> None:
    def begin(session: Session) -> tuple[int, int]:
        olga, anna = announcer(session), member(session, "Анна")
        draft = begun(session, olga)
        drafts.ask_to_acknowledge(session, olga, draft.id, True, NOW)
        sent(session, draft, anna)
        return draft.id, anna.id

    broadcast_id, anna_id = await database.run(begin)

    def press(session: Session) -> bool:
        anna = session.get_one(Person, anna_id, with_for_update={"key_share": True})  # as each turn does
        return acknowledgements.acknowledge(session, anna, broadcast_id, NOW)

    assert await asyncio.gather(*(database.run(press) for _ in range(8))) == [True] * 8
    counted = await database.run(
        lambda session: acknowledgements.counted(session, session.get_one(Broadcast, broadcast_id))
    )
    assert counted == (1, 1)
