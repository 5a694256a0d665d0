"""What coordinators and the council do with ready answers."""

from __future__ import annotations

from aiogram import Router
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from community import article_gaps, article_making, article_review, planning
from handlers.turn import Turn
from messengers.screen import Screen
from screens import article_making as making_screens
from screens import article_review as screens
from screens import presses

FORM = "review"


class ArticleReviewing(StatesGroup):
    remark = State()


def show(_: CallbackQuery, callback_data: presses.ReviewArticle, turn: Turn) -> Screen:
    turn.dialogue.pause()
    review = article_review.look(turn.session, turn.person, callback_data.id, turn.now)
    return screens.card(review, turn.community, turn.now)


def publish(_: CallbackQuery, callback_data: presses.PublishArticle, turn: Turn) -> Screen:
    return screens.decided(
        article_review.publish(turn.session, turn.person, callback_data.id, turn.community, turn.now)
    )


def send_back(_: CallbackQuery, callback_data: presses.ReturnArticle, turn: Turn) -> Screen:
    review = article_review.look(turn.session, turn.person, callback_data.id, turn.now)
    turn.dialogue.forms[FORM] = {"id": callback_data.id}
    turn.dialogue.go(ArticleReviewing.remark)
    return screens.ask_remark(review)


def remark_said(message: Message, turn: Turn) -> Screen:
    number = turn.dialogue.answers(FORM).get("id", 0)
    remark = planning.parse_words(message.text or "", article_making.LONGEST_REMARK)
    if remark is None:
        review = article_review.look(turn.session, turn.person, number, turn.now)
        return screens.ask_remark(review, making_screens.EXPECTED["remark"])
    turn.dialogue.end(FORM)
    return screens.decided(article_review.send_back(turn.session, turn.person, number, remark, turn.now))


def decline(_: CallbackQuery, callback_data: presses.DeclineArticle, turn: Turn) -> Screen:
    return screens.decided(article_review.decline(turn.session, turn.person, callback_data.id, turn.now))


def check(_: CallbackQuery, callback_data: presses.CheckArticle, turn: Turn) -> Screen:
    return screens.checked(article_review.confirm(turn.session, turn.person, callback_data.id, turn.now))


def ask_to_archive(_: CallbackQuery, callback_data: presses.AskToArchive, turn: Turn) -> Screen:
    return screens.ask_to_archive(article_review.look(turn.session, turn.person, callback_data.id, turn.now))


def archive(_: CallbackQuery, callback_data: presses.ArchiveArticle, turn: Turn) -> Screen:
    return screens.decided(
        article_review.archive(turn.session, turn.person, callback_data.id, turn.community, turn.now)
    )


def restore(_: CallbackQuery, callback_data: presses.RestoreArticle, turn: Turn) -> Screen:
    return screens.decided(
        article_review.restore(turn.session, turn.person, callback_data.id, turn.community, turn.now)
    )


def archived(_: CallbackQuery, callback_data: presses.ArchivedArticles, turn: Turn) -> Screen:
    page, most = max(callback_data.page, 0), screens.PAGE
    some, total = article_review.archived(turn.session, turn.person, turn.now, page * most, most)
    return screens.archived(some, total, page)


def gaps(_: CallbackQuery, turn: Turn) -> Screen:
    return screens.gaps(article_gaps.gaps(turn.session, turn.person, turn.community, turn.now), turn.community)


def register(router: Router) -> None:
    pressed = router.callback_query.register
    router.message.register(remark_said, ArticleReviewing.remark)
    pressed(show, presses.ReviewArticle.filter())
    pressed(publish, presses.PublishArticle.filter())
    pressed(send_back, presses.ReturnArticle.filter())
    pressed(decline, presses.DeclineArticle.filter())
    pressed(check, presses.CheckArticle.filter())
    pressed(ask_to_archive, presses.AskToArchive.filter())
    pressed(archive, presses.ArchiveArticle.filter())
    pressed(restore, presses.RestoreArticle.filter())
    pressed(archived, presses.ArchivedArticles.filter())
    pressed(gaps, presses.ArticleGaps.filter())
