"""What people are told of ready answers, made at delivery; None says that there is nothing left to tell."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from community.articles import State
from community.notices import Notice
from community.profiles import CommunityProfile
from messengers.screen import Button, Screen
from screens import article_making, presses
from screens.navigation import button, menu
from screens.words import esc
from storage.models import Article

SAID = {
    "refused": ("Автор вопроса просит не публиковать готовый ответ", State.ARCHIVED),
    "mend": ("Автор вопроса просит исправить готовый ответ", State.DRAFT),
    "silent": ("Автор вопроса месяц не отвечает, поэтому публиковать не будем", State.ARCHIVED),
    "published": ("🎉 Ваш готовый ответ опубликован, спасибо", State.PUBLISHED),
    "back": ("Координатор просит поправить готовый ответ", State.DRAFT),
    "declined": ("Готовый ответ решили не публиковать. Спасибо за труд", State.ARCHIVED),
    "archived": ("Готовый ответ убран в архив: он устарел или нашёлся лучше", State.ARCHIVED),
    "restored": ("Готовый ответ снова виден коллегам", State.PUBLISHED),
}


def article_consent(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    article = _in_state(session, ids, State.AGREEING)
    return article_making.consent(article) if article else None


def article_waits(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    article = _in_state(session, ids, State.REVIEW)
    if article is None:
        return None
    text = f"📚 Готовый ответ ждёт проверки: «{esc(article.title)}»."
    return Screen(text, [[button("🔔 Посмотреть", presses.ReviewArticle(id=article.id))], [menu()]], kept=True)


def article_answered(session: Session, ids: Mapping[str, Any], community: CommunityProfile) -> Screen | None:
    """Only while it is still so."""
    said, state = SAID[ids["answer"]]
    article = _in_state(session, ids, state)
    if article is None:
        return None
    text = f"{said}: «{esc(article.title)}»."
    text += f"\n💬 {esc(article.remark)}" if article.remark and state is State.DRAFT else ""
    return Screen(text, [*([_open(article)] if state is not State.ARCHIVED else []), [menu()]], kept=True)


def _open(article: Article) -> list[Button]:
    if article.state == State.PUBLISHED.value:
        return [button("📚 Открыть", presses.ShowArticle(id=article.id))]
    return [button("✏️ Исправить", presses.MyArticle(id=article.id))]


def _in_state(session: Session, ids: Mapping[str, Any], state: State) -> Article | None:
    article = session.get(Article, ids["article"])
    return article if article and article.state == state.value else None


ARTICLE_NOTICES: dict[str, Callable[[Session, Mapping[str, Any], CommunityProfile], Screen | None]] = {
    Notice.ARTICLE_CONSENT: article_consent,
    Notice.ARTICLE_WAITS: article_waits,
    Notice.ARTICLE_ANSWERED: article_answered,
}
