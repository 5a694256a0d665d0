"""Reading ready answers, also before a question is sent."""

from __future__ import annotations

from aiogram import Router
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from community import article_review, articles, asking, consultations, mentors
from handlers.filters import HasText, Says
from handlers.turn import Turn
from messengers.screen import Screen
from screens import articles as screens
from screens import asking as asking_screens
from screens import consultations as case_screens
from screens import presses

FORM = "articles"
MOST_FOUND = 6
SAID = {"готовые ответы", "📚 готовые ответы", "ответы"}


class AnswerSearch(StatesGroup):
    words = State()


def shelves(_: CallbackQuery | Message, turn: Turn, page: int = 0, remark: str = "") -> Screen:
    turn.dialogue.answers(FORM).pop("last", None)
    turn.dialogue.go(AnswerSearch.words)
    return screens.shelves(articles.topics(turn.session), page, adds(turn), turn.community, remark)


def turned(press: CallbackQuery, callback_data: presses.Articles, turn: Turn) -> Screen:
    return shelves(press, turn, callback_data.page)


def adds(turn: Turn) -> bool:
    makes = mentors.active(turn.session, turn.person) is not None
    return makes or article_review.may(turn.session, turn.person, turn.now)


def listed(press: CallbackQuery, callback_data: presses.ArticlesOf, turn: Turn) -> Screen:
    if callback_data.topic != "*":
        return of_topic(turn, callback_data.topic, max(callback_data.page, 0))
    match turn.dialogue.answers(FORM).get("last"):
        case [str(topic), int(page)]:
            return of_topic(turn, topic, page)
        case str(typed):
            return found(turn, typed)
    return shelves(press, turn)


def of_topic(turn: Turn, topic: str, page: int) -> Screen:
    turn.dialogue.go(AnswerSearch.words)
    total = articles.topics(turn.session).get(topic, 0)
    page = min(page, max(total - 1, 0) // screens.PAGE)
    turn.dialogue.answers(FORM)["last"] = [topic, page]
    some = articles.of_topic(turn.session, topic, page * screens.PAGE, screens.PAGE)
    return screens.listed(some, total, page, topic, turn.community)


def words_said(message: Message, turn: Turn) -> Screen:
    return found(turn, (message.text or "")[: articles.ASKED_MOST])


def found(turn: Turn, typed: str) -> Screen:
    turn.dialogue.go(AnswerSearch.words)
    turn.dialogue.answers(FORM)["last"] = typed
    return screens.found(articles.search(turn.session, typed, MOST_FOUND), typed)


def not_words(message: Message, turn: Turn) -> Screen:
    return shelves(message, turn, remark=screens.WORDS)


def show(_: CallbackQuery, callback_data: presses.ShowArticle, turn: Turn) -> Screen:
    turn.dialogue.pause()
    article = articles.look(turn.session, callback_data.id)
    reviews = article_review.may(turn.session, turn.person, turn.now)
    return screens.card(article, articles.vote_of(turn.session, turn.person, article.id), reviews, turn.community)


def helped(_: CallbackQuery, callback_data: presses.ArticleHelped, turn: Turn) -> Screen:
    return screens.thanks(articles.vote(turn.session, turn.person, callback_data.id, True, turn.now))


def not_helped(_: CallbackQuery, callback_data: presses.ArticleNotHelped, turn: Turn) -> Screen:
    return screens.sorry(articles.vote(turn.session, turn.person, callback_data.id, False, turn.now))


def offered(_: CallbackQuery, callback_data: presses.OfferedArticle, turn: Turn) -> Screen:
    return screens.offered(articles.look(turn.session, callback_data.id), callback_data.case, turn.community)


def offered_helped(_: CallbackQuery, callback_data: presses.OfferedHelped, turn: Turn) -> Screen:
    articles.instead(turn.session, turn.person, callback_data.case, callback_data.id, turn.now)
    return screens.glad()


def ask_anyway(_: CallbackQuery, callback_data: presses.AskAnyway, turn: Turn) -> Screen:
    """Back to the question, which is not sent yet."""
    case = consultations.own(turn.session, turn.person, callback_data.case)
    if case.state != consultations.State.DRAFT.value:
        return case_screens.sent(case)
    return asking_screens.draft(asking.look(turn.session, case, turn.community), turn.community)


def register(router: Router) -> None:
    pressed = router.callback_query.register
    router.message.register(shelves, Says(SAID))
    router.message.register(words_said, AnswerSearch.words, HasText())
    router.message.register(not_words, AnswerSearch.words)
    pressed(turned, presses.Articles.filter())
    pressed(listed, presses.ArticlesOf.filter())
    pressed(show, presses.ShowArticle.filter())
    pressed(helped, presses.ArticleHelped.filter())
    pressed(not_helped, presses.ArticleNotHelped.filter())
    pressed(offered, presses.OfferedArticle.filter())
    pressed(offered_helped, presses.OfferedHelped.filter())
    pressed(ask_anyway, presses.AskAnyway.filter())
