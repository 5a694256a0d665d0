"""Ready answers for coordinators and the council."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from community.article_gaps import Gap
from community.article_review import Review, is_due
from community.articles import State
from community.profiles import CommunityProfile
from messengers.screen import Screen
from screens import presses
from screens.article_making import LABELS, STATUS
from screens.articles import whole
from screens.case_topics import topic_name
from screens.navigation import Rows, back, button, menu, rows_of
from screens.words import count, esc, short
from storage.models import Article

PAGE = 6
SAVED = "✅ Сохранено."
GAPS_SHOWN = 10
DONE = {
    State.PUBLISHED: "✅ Опубликовано: ответ найдут коллеги.",
    State.DRAFT: "💬 Возвращено автору с вашими словами.",
    State.ARCHIVED: "🗂 Убрано: в готовых ответах его больше нет.",
}


def card(review: Review, community: CommunityProfile, now: datetime, remark: str = "") -> Screen:
    article, author = review.article, review.author
    text = f"{remark}\n\n" if remark else ""
    text += f"📚 {_heading(review, now)}\n\n{whole(article, community)}"
    text += f"\nГотовит: {esc(author.name)}." if author and author.name else ""
    return Screen(text, [*_steps(article, now), [back(presses.Attention(page=0)), menu()]])


def _heading(review: Review, now: datetime) -> str:
    article = review.article
    if is_due(article, now):
        if article.not_helped > article.helped:
            return f"<b>Чаще не помогает</b>: {article.not_helped} против {article.helped}. Посмотрите, что исправить."
        return "<b>Прошёл год</b>. Ответ ещё верен?"
    if article.state == State.REVIEW.value:
        return "<b>Новый ответ на проверке</b>. Согласия есть. Проверьте, что в нём нет имён."
    return f"<b>Готовый ответ</b>: {STATUS[State(article.state)]}."


def _steps(article: Article, now: datetime) -> Rows:
    parts = [button(f"✏️ {LABELS[part]}", presses.EditArticle(id=article.id, part=part)) for part in LABELS]
    topic = button("📌 Тема", presses.ArticleTopics(id=article.id, page=0))
    if article.state == State.REVIEW.value:
        send_back = button("💬 Вернуть", presses.ReturnArticle(id=article.id))
        no = button("Не публиковать", presses.DeclineArticle(id=article.id))
        return [[button("✅ Опубликовать", presses.PublishArticle(id=article.id))], [send_back, no], parts, [topic]]
    if article.state == State.PUBLISHED.value:
        right = [[button("✅ Всё верно", presses.CheckArticle(id=article.id))]] if is_due(article, now) else []
        away = button("🗂 В архив", presses.AskToArchive(id=article.id))
        return [*right, parts, [button("📌 Тема", presses.ArticleTopics(id=article.id, page=0)), away]]
    return _restored(article)


def decided(review: Review) -> Screen:
    """After a press, also one that came too late."""
    who = f" ({esc(review.decider.name)})" if review.decider and review.decider.name else ""
    text = f"Уже решено{who}: {STATUS[State(review.article.state)]}. Менять ничего не нужно."
    if review.decided_now:
        told = " Автору сообщим." if review.author and review.decider and review.author.id != review.decider.id else ""
        text = f"{DONE.get(State(review.article.state), '✅ Готово.')}{told}"
    rows = []
    if review.article.state == State.PUBLISHED.value:
        rows.append([button("📚 Открыть", presses.ShowArticle(id=review.article.id))])
    return Screen(text, [*rows, *_restored(review.article), [back(presses.Attention(page=0)), menu()]])


def _restored(article: Article) -> Rows:
    if article.state != State.ARCHIVED.value or article.published_at is None:
        return []
    return [[button("↩️ Вернуть коллегам", presses.RestoreArticle(id=article.id))]]


def checked(review: Review) -> Screen:
    text = f"✅ Отмечено: «{esc(review.article.title)}» верен. Спросим снова через год."
    return Screen(text, [[back(presses.Attention(page=0)), menu()]])


def ask_remark(review: Review, remark: str = "") -> Screen:
    text = f"{remark}\n\n" if remark else ""
    text += f"Что поправить в «{esc(review.article.title)}»? Напишите одним сообщением, его получит автор."
    return Screen(text, [[back(presses.ReviewArticle(id=review.article.id)), menu()]])


def ask_to_archive(review: Review) -> Screen:
    text = f"Убрать «{esc(review.article.title)}» в архив? Коллеги его больше не увидят, вернуть можно в любой день."
    yes = button("🗂 В архив", presses.ArchiveArticle(id=review.article.id))
    return Screen(text, [[yes], [back(presses.ReviewArticle(id=review.article.id)), menu()]])


def archived(articles: Sequence[Article], total: int, page: int) -> Screen:
    ends = [back(presses.ArticleDesk()), menu()]
    if not articles:
        return Screen("🗂 В архиве пусто.", [ends])
    first = page * PAGE
    lines = [f"{number}. {esc(short(each.title, 100))}." for number, each in enumerate(articles, first + 1)]
    choices = [
        button(short(f"{number}. {each.title}", 18), presses.ReviewArticle(id=each.id))
        for number, each in enumerate(articles, first + 1)
    ]
    turn = [button("◀️", presses.ArchivedArticles(page=page - 1))] if page else []
    turn += [button("Ещё ▶️", presses.ArchivedArticles(page=page + 1))] if first + PAGE < total else []
    text = f"🗂 <b>Архив</b>: {count(total, 'ответ', 'ответа', 'ответов')}.\n" + "\n".join(lines)
    return Screen(text, [*rows_of(choices), [*turn, *ends]])


def gaps(found: Sequence[Gap], community: CommunityProfile) -> Screen:
    """What is asked often and has no ready answer."""
    ends = [button("📝 Написать", presses.WriteArticle())], [back(presses.ArticleDesk()), menu()]
    if not found:
        return Screen("❓ За последние 90 дней закрытых вопросов пока нет.", [*ends])
    lines = [_gap(each, community) for each in found[:GAPS_SHOWN]]
    text = "❓ <b>О чём спрашивают без готового ответа</b>\nЗакрытые вопросы за 90 дней.\n" + "\n".join(lines)
    return Screen(text, [*ends])


def _gap(gap: Gap, community: CommunityProfile) -> str:
    name = esc(topic_name(gap.topic, community))
    return f"• {name}: без готового ответа {gap.without}, с ним {gap.answered}."
