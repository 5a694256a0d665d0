"""A message to many is written, or a ready one forwarded; its author sees it as its readers will."""

from __future__ import annotations

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from community import acknowledgements, drafts, head_counts, segments
from community.broadcasts import State as Stage
from community.drafts import Content, Look
from community.names import clean, first_name
from community.small_talk import is_polite, small_talk
from handlers.filters import HasText, Says
from handlers.hearing import CANCEL
from handlers.talking import ANY_FILES
from handlers.turn import Turn
from messengers.screen import Screen
from screens import composing as screens
from screens import presses
from screens.broadcast_words import Styled, marked_up
from storage.models import Broadcast

FORM = "compose"
COUNTS = "head_counts"  # also of the dialogue that sends it
TROUBLES = {"too_large": screens.TOO_LARGE, "unreachable": screens.NOT_FETCHED}


class Writing(StatesGroup):
    words = State()
    draft = State()  # it is shown: words replace its words, files are added
    advertiser = State()


def compose(_: CallbackQuery, turn: Turn) -> Screen:
    turn.dialogue.end(FORM)
    return ask(turn)


def ask(turn: Turn, remark: str = "") -> Screen:
    _, many = drafts.listed(turn.session, turn.person, 0, 1, turn.now)
    turn.dialogue.go(Writing.words)
    return screens.ask_words(many, open_one(turn), remark)


def open_one(turn: Turn) -> Broadcast | None:
    """Whose words are written anew; sent or thrown away meanwhile, another is begun."""
    number = turn.dialogue.answers(FORM).get("id")
    found = turn.session.get(Broadcast, number) if number else None
    mine = found is not None and found.author_id == turn.person.id and found.state == Stage.DRAFT
    return found if mine else None


def said(message: Message, turn: Turn) -> Screen | None:
    given = turn.dialogue.answers(FORM)
    album, content = message.media_group_id, content_of(message, turn)
    trouble = TROUBLES.get((turn.upload.trouble if turn.upload else None) or "")
    if trouble or not (content.words or content.files):
        return again(turn, trouble or screens.WANTED)
    if album and album == given.get("album") and open_one(turn):
        return further_part(turn, content)
    given["album"] = album
    return taken(turn, content)


def said_beside(message: Message, turn: Turn) -> Screen | None:
    """While the draft is shown: «спасибо» is not its new text."""
    if message.text and small_talk(message.text) and message.forward_origin is None:
        return preview(turn, turn.dialogue.answers(FORM).get("id", 0))
    return said(message, turn)


def left(_: Message, turn: Turn) -> Screen:
    """What was written stays a draft."""
    return page_of(turn)


def again(turn: Turn, remark: str) -> Screen:
    shown = turn.dialogue.state == Writing.draft.state and open_one(turn)
    return preview(turn, shown.id, remark) if shown else ask(turn, remark)


def further_part(turn: Turn, content: Content) -> Screen | None:
    """An album was answered when its first part came."""
    number = turn.dialogue.answers(FORM)["id"]
    left = drafts.rewrite(turn.session, turn.person, number, content, turn.now)
    return preview(turn, number, screens.files_left_out(left)) if left else None


def taken(turn: Turn, content: Content) -> Screen:
    draft = open_one(turn)
    if draft is None:
        draft = drafts.begin(turn.session, turn.person, content, turn.community, turn.now)
        turn.dialogue.answers(FORM)["id"] = draft.id
        left, remark = len(content.files) - len(drafts.files_of(turn.session, draft)), ""
    else:
        before = {"id": draft.id, "words": draft.words or ""}
        left = drafts.rewrite(turn.session, turn.person, draft.id, content, turn.now)
        turn.dialogue.answers(FORM)["before"] = before if content.words else None
        remark = changed(content)
    return preview(
        turn, draft.id, screens.files_left_out(left) if left else remark, turn.dialogue.answers(FORM).get("album")
    )


def changed(content: Content) -> str:
    if drafts.is_video(content.words):
        return screens.VIDEO
    return screens.CHANGED if content.words else screens.ADDED


def content_of(message: Message, turn: Turn) -> Content:
    """What is forwarded is taken as if it were written: whose it was is not told."""
    files = (turn.upload.value or []) if turn.upload else []
    text = message.text or message.caption or ""
    entities = message.entities or message.caption_entities or []
    spans = [Styled(each.type, each.offset, each.length, each.url) for each in entities]
    return Content(marked_up(text, spans), files)


def preview(turn: Turn, draft_id: int, remark: str = "", album: str | None = None) -> Screen:
    """Of one that is no draft any more: how it stands. `album`: the one of which a part has just come."""
    draft = drafts.own(turn.session, turn.person, draft_id, turn.now)
    if draft.state != Stage.DRAFT:
        turn.dialogue.end(FORM)
        return screens.settled(draft, acknowledgements.counted(turn.session, draft))
    turn.dialogue.answers(FORM)["id"] = draft.id
    turn.dialogue.go(Writing.draft)
    look = look_of(turn, draft)
    name = first_name(turn.person.name or "") or screens.SAMPLE
    kept, _ = segments.listed(turn.session, turn.person, 0, 2, turn.now)
    gathers = bool(album) and remark in screens.MORE_COMES
    return screens.preview(look, turn.community, name, kept, screens.MORE_COMES[remark] if gathers else remark, gathers)


def look_of(turn: Turn, draft: Broadcast) -> Look:
    given = turn.dialogue.answers(COUNTS)
    before = head_counts.remembered(given.get("counted"), draft, turn.now)
    look = drafts.look(turn.session, draft, turn.community, turn.now, before)
    given["counted"] = head_counts.to_remember(look.counted, draft, turn.now, given.get("counted"))
    return look


def opened(_: CallbackQuery, callback_data: presses.OpenDraft, turn: Turn) -> Screen:
    turn.dialogue.answers(FORM).pop("album", None)
    return preview(turn, callback_data.id)


def listed(_: CallbackQuery, callback_data: presses.Drafts, turn: Turn) -> Screen:
    return page_of(turn, max(callback_data.page, 0))


def page_of(turn: Turn, page: int = 0) -> Screen:
    found, total = drafts.listed(turn.session, turn.person, page * screens.PAGE, screens.PAGE, turn.now)
    if page and not found:  # fewer than there were when the button was shown
        return page_of(turn)
    turn.dialogue.pause()
    return screens.listed(found, total, page, turn.community, turn.now)


def rewrite(_: CallbackQuery, callback_data: presses.RewriteDraft, turn: Turn) -> Screen:
    turn.dialogue.answers(FORM)["id"] = drafts.to_change(turn.session, turn.person, callback_data.id, turn.now).id
    return ask(turn)


def restored(_: CallbackQuery, callback_data: presses.RestoreWords, turn: Turn) -> Screen:
    """A stray word must not cost somebody their text. A second press changes nothing."""
    before = turn.dialogue.answers(FORM).pop("before", None)
    if not before or before["id"] != callback_data.id:
        return preview(turn, callback_data.id)
    draft = drafts.restore(turn.session, turn.person, callback_data.id, before["words"], turn.now)
    return preview(turn, draft.id, screens.RESTORED)


def tried(_: CallbackQuery, callback_data: presses.TryDraft, turn: Turn) -> Screen:
    draft = drafts.try_out(turn.session, turn.person, callback_data.id, turn.now)
    turn.dialogue.answers(FORM).pop("album", None)
    return preview(turn, draft.id, screens.TRIED)


def more(_: CallbackQuery, callback_data: presses.DraftMore, turn: Turn) -> Screen:
    return more_of(turn, callback_data.id)


def more_of(turn: Turn, draft_id: int) -> Screen:
    draft = drafts.to_change(turn.session, turn.person, draft_id, turn.now)
    turn.dialogue.pause()
    return screens.more(draft, len(drafts.files_of(turn.session, draft)))


def without_files(_: CallbackQuery, callback_data: presses.RemoveDraftFiles, turn: Turn) -> Screen:
    return preview(turn, drafts.without_files(turn.session, turn.person, callback_data.id, turn.now).id)


def ask_advertiser(_: CallbackQuery, callback_data: presses.AskAdvertiser, turn: Turn) -> Screen:
    return asked_advertiser(turn, callback_data.id)


def asked_advertiser(turn: Turn, draft_id: int, remark: str = "") -> Screen:
    draft = drafts.to_change(turn.session, turn.person, draft_id, turn.now)
    turn.dialogue.answers(FORM)["id"] = draft.id
    turn.dialogue.go(Writing.advertiser)
    return screens.ask_advertiser(draft, remark)


def advertiser_said(message: Message, turn: Turn) -> Screen:
    number, named = turn.dialogue.answers(FORM).get("id", 0), clean(message.text or "")
    if is_polite(named) or not 2 <= len(named) <= drafts.LONGEST_ADVERTISER:
        return asked_advertiser(turn, number, screens.ADVERTISER_WANTED)
    return preview(turn, drafts.advertise(turn.session, turn.person, number, named, turn.now).id)


def advertiser_wanted(_: Message, turn: Turn) -> Screen:
    return asked_advertiser(turn, turn.dialogue.answers(FORM).get("id", 0), screens.ADVERTISER_WANTED)


def is_information(_: CallbackQuery, callback_data: presses.IsInformation, turn: Turn) -> Screen:
    return preview(turn, drafts.advertise(turn.session, turn.person, callback_data.id, None, turn.now).id)


def ask_to_drop(_: CallbackQuery, callback_data: presses.AskToDropDraft, turn: Turn) -> Screen:
    return screens.ask_to_drop(drafts.to_change(turn.session, turn.person, callback_data.id, turn.now))


def drop(_: CallbackQuery, callback_data: presses.DropDraft, turn: Turn) -> Screen:
    drafts.drop(turn.session, turn.person, callback_data.id, turn.now)
    turn.dialogue.end(FORM)
    return screens.dropped()


def register(router: Router) -> None:
    router.message.register(left, Says(CANCEL), StateFilter(Writing))
    router.message.register(said, Writing.words, flags=ANY_FILES)
    router.message.register(said_beside, Writing.draft, flags=ANY_FILES)
    router.message.register(advertiser_said, Writing.advertiser, HasText())
    router.message.register(advertiser_wanted, StateFilter(Writing.advertiser))
    pressed = router.callback_query.register
    pressed(compose, presses.Compose.filter())
    pressed(opened, presses.OpenDraft.filter())
    pressed(listed, presses.Drafts.filter())
    pressed(rewrite, presses.RewriteDraft.filter())
    pressed(restored, presses.RestoreWords.filter())
    pressed(tried, presses.TryDraft.filter())
    pressed(more, presses.DraftMore.filter())
    pressed(without_files, presses.RemoveDraftFiles.filter())
    pressed(ask_advertiser, presses.AskAdvertiser.filter())
    pressed(is_information, presses.IsInformation.filter())
    pressed(ask_to_drop, presses.AskToDropDraft.filter())
    pressed(drop, presses.DropDraft.filter())
