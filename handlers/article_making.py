"""Making a ready answer of a question, and what its asker says to it."""

from __future__ import annotations

from collections.abc import Callable

from aiogram import Router
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from community import article_making, article_review, mentors, planning
from community.article_names import without_names
from community.refusals import NotAllowed, UnknownChoice
from handlers.turn import Turn
from messengers.screen import Screen
from screens import article_making as screens
from screens import article_review as review_screens
from screens import presses
from storage.models import Article

FORM, MENDING = "article", "mend"
MOST_MINE, MOST_QUESTIONS = 200, 60
PARSERS = {"title": article_making.parse_title, "words": article_making.parse_words}


class ArticleMaking(StatesGroup):
    title = State()
    words = State()
    remark = State()


STATES = {"title": ArticleMaking.title, "words": ArticleMaking.words}


def desk(_: CallbackQuery, turn: Turn) -> Screen:
    turn.dialogue.pause()
    is_mentor = mentors.active(turn.session, turn.person) is not None
    reviews = article_review.may(turn.session, turn.person, turn.now)
    if not is_mentor and not reviews:
        raise NotAllowed
    return screens.desk(is_mentor, reviews)


def mine(_: CallbackQuery, turn: Turn) -> Screen:
    return own_page(turn, 0)


def more_of_mine(_: CallbackQuery, callback_data: presses.MoreOfMine, turn: Turn) -> Screen:
    return own_page(turn, callback_data.page)


def own_page(turn: Turn, page: int) -> Screen:
    """The nearest page where there is none of this number."""
    turn.dialogue.pause()
    made = article_making.mine(turn.session, turn.person, MOST_MINE)
    cases = article_making.offered(turn.session, turn.person, turn.community, MOST_QUESTIONS)
    total = len(made) + len(cases)
    page = min(max(page, 0), max(total - 1, 0) // screens.PAGE)
    first, end = page * screens.PAGE, (page + 1) * screens.PAGE
    asked = cases[max(first - len(made), 0) : max(end - len(made), 0)]
    questions = [(case.id, article_making.question_of(turn.session, case)) for case in asked]
    return screens.mine(made[first:end], questions, page, total)


def make(_: CallbackQuery, callback_data: presses.MakeArticle, turn: Turn) -> Screen:
    article = article_making.begin(turn.session, turn.person, callback_data.id, turn.community, turn.now)
    return drafted(article, turn)


def show(_: CallbackQuery, callback_data: presses.MyArticle, turn: Turn) -> Screen:
    return drafted(article_making.own(turn.session, turn.person, callback_data.id), turn)


def drafted(article: Article, turn: Turn) -> Screen:
    turn.dialogue.pause()
    said = f"{article.title}\n{article.words}"
    return screens.draft(article, without_names(said) != said, turn.community)


def is_draft(turn: Turn, number: int) -> bool:
    """An own draft is changed by its author, anything else by a reviewer."""
    article = turn.session.get(Article, number)
    return number == 0 or (article is not None and article.author_id == turn.person.id and article.state == "draft")


def edit(_: CallbackQuery, callback_data: presses.EditArticle, turn: Turn) -> Screen:
    if callback_data.part not in STATES:
        raise UnknownChoice
    own = is_draft(turn, callback_data.id)
    if not own:
        article_review.look(turn.session, turn.person, callback_data.id, turn.now)
    turn.dialogue.forms[FORM] = {"id": callback_data.id}
    turn.dialogue.go(STATES[callback_data.part])
    return screens.ask(callback_data.id, callback_data.part, own=own)


def said(part: str) -> Callable[[Message, Turn], Screen]:
    def take(message: Message, turn: Turn) -> Screen:
        form = turn.dialogue.answers(FORM)
        value = PARSERS[part](message.text or "")
        if value is None:
            number = form.get("id", 0)
            return screens.ask(number, part, screens.EXPECTED[part], is_draft(turn, number))
        return changed(turn, {part: value})

    return take


def changed(turn: Turn, values: dict[str, str]) -> Screen:
    form = turn.dialogue.answers(FORM)
    number = form.get("id", 0)
    if not number:
        return begun(turn, values)
    turn.dialogue.end(FORM)
    if is_draft(turn, number):
        own = article_making.edit(turn.session, turn.person, number, values, turn.community, turn.now)
        return drafted(own, turn)
    review = article_review.change(turn.session, turn.person, number, values, turn.community, turn.now)
    return review_screens.card(review, turn.community, turn.now, review_screens.SAVED)


def write(_: CallbackQuery, turn: Turn) -> Screen:
    if not article_review.may(turn.session, turn.person, turn.now):
        raise NotAllowed
    return begun(turn, {})


def begun(turn: Turn, values: dict[str, str]) -> Screen:
    """An answer without a question: its title, its words, its topic."""
    form = turn.dialogue.answers(FORM)
    if form.pop("id", None):
        form.clear()
    form |= values
    for part, state in STATES.items():
        if part not in form:
            turn.dialogue.go(state)
            return screens.ask(0, part)
    turn.dialogue.pause()
    if "topic" not in form:
        return screens.ask_topic(0, 0, True, turn.community)
    turn.dialogue.end(FORM)
    facts = form["topic"], form["title"], form["words"]
    return drafted(article_review.write(turn.session, turn.person, *facts, turn.community, turn.now), turn)


def topics(_: CallbackQuery, callback_data: presses.ArticleTopics, turn: Turn) -> Screen:
    own = is_draft(turn, callback_data.id)
    return screens.ask_topic(callback_data.id, callback_data.page, own, turn.community)


def topic_chosen(_: CallbackQuery, callback_data: presses.ArticleTopic, turn: Turn) -> Screen:
    if turn.community.consulting_topic(callback_data.topic) is None:
        raise UnknownChoice
    if callback_data.id:
        turn.dialogue.forms[FORM] = {"id": callback_data.id}
    return changed(turn, {"topic": callback_data.topic})


def send(_: CallbackQuery, callback_data: presses.SendArticle, turn: Turn) -> Screen:
    return drafted(article_making.send(turn.session, turn.person, callback_data.id, turn.community, turn.now), turn)


def discard(_: CallbackQuery, callback_data: presses.DiscardArticle, turn: Turn) -> Screen:
    article_making.discard(turn.session, turn.person, callback_data.id, turn.now)
    return screens.discarded()


def agree(_: CallbackQuery, callback_data: presses.AgreeToArticle, turn: Turn) -> Screen:
    article_making.agree(turn.session, turn.person, callback_data.id, turn.community, turn.now)
    return screens.agreed()


def refuse(_: CallbackQuery, callback_data: presses.RefuseArticle, turn: Turn) -> Screen:
    article_making.refuse(turn.session, turn.person, callback_data.id, turn.now)
    return screens.refused()


def mend(_: CallbackQuery, callback_data: presses.MendArticle, turn: Turn) -> Screen:
    article_making.asked(turn.session, turn.person, callback_data.id)
    turn.dialogue.forms[MENDING] = {"id": callback_data.id}
    turn.dialogue.go(ArticleMaking.remark)
    return screens.ask_to_mend()


def remark_said(message: Message, turn: Turn) -> Screen:
    remark = planning.parse_words(message.text or "", article_making.LONGEST_REMARK)
    if remark is None:
        return screens.ask_to_mend(screens.EXPECTED["remark"])
    number = turn.dialogue.answers(MENDING).get("id", 0)
    turn.dialogue.end(MENDING)
    article_making.ask_to_mend(turn.session, turn.person, number, remark, turn.now)
    return screens.mending()


def register(router: Router) -> None:
    pressed = router.callback_query.register
    for part, state in STATES.items():
        router.message.register(said(part), state)
    router.message.register(remark_said, ArticleMaking.remark)
    pressed(desk, presses.ArticleDesk.filter())
    pressed(mine, presses.MyArticles.filter())
    pressed(more_of_mine, presses.MoreOfMine.filter())
    pressed(make, presses.MakeArticle.filter())
    pressed(show, presses.MyArticle.filter())
    pressed(edit, presses.EditArticle.filter())
    pressed(topics, presses.ArticleTopics.filter())
    pressed(topic_chosen, presses.ArticleTopic.filter())
    pressed(send, presses.SendArticle.filter())
    pressed(discard, presses.DiscardArticle.filter())
    pressed(agree, presses.AgreeToArticle.filter())
    pressed(refuse, presses.RefuseArticle.filter())
    pressed(mend, presses.MendArticle.filter())
    pressed(write, presses.WriteArticle.filter())
