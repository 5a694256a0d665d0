"""Making a ready answer: the author's screens, and those of whoever asked the question."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from community.articles import State
from community.profiles import CommunityProfile
from messengers.screen import Screen
from screens import presses
from screens.articles import body
from screens.case_topics import topic_of
from screens.navigation import back, button, menu, paged, rows_of
from screens.words import esc, short, wanted
from storage.models import Article

STATUS = {
    State.DRAFT: "черновик",
    State.AGREEING: "ждём согласия того, кто задал вопрос",
    State.REVIEW: "на проверке",
    State.PUBLISHED: "опубликован",
    State.ARCHIVED: "в архиве",
}
PAGE = 6
LABELS = {"title": "Заголовок", "words": "Текст"}
QUESTIONS = {
    "title": "Напишите заголовок: коротко, как спросил бы коллега. До 120 знаков.",
    "words": "Напишите текст ответа целиком, без имён и фамилий. До 2000 знаков.",
}
EXPECTED = {
    "title": wanted("заголовок словами, от 5 до 120 знаков, например «Как провести первое собрание»"),
    "words": wanted("текст словами, от 20 до 2000 знаков"),
    "remark": wanted("пара слов, до 300 знаков, например «уберите номер школы»"),
}


def desk(mentors: bool, reviews: bool) -> Screen:
    """`mentors`: there may be questions of one's own; `reviews`: may write and put away."""
    choices = [button("📥 Мои заготовки", presses.MyArticles())] if mentors or reviews else []
    if reviews:
        choices.append(button("📝 Написать", presses.WriteArticle()))
        choices.append(button("🗂 Архив", presses.ArchivedArticles(page=0)))
        choices.append(button("❓ Чего не хватает", presses.ArticleGaps()))
    text = "➕ <b>Пополнить готовые ответы</b>: из вопросов, на которые вы ответили"
    text += ", или с чистого листа." if reviews else "."
    return Screen(text, [*rows_of(choices), [back(presses.Articles(page=0)), menu()]])


def mine(articles: Sequence[Article], questions: Sequence[tuple[int, str]], page: int, total: int) -> Screen:
    """`questions`: numbers and words of those that an answer may be made of."""
    lines, choices = [], []
    for number, each in enumerate(articles, page * PAGE + 1):
        title = each.title or "Без заголовка"
        lines.append(f"{number}. {esc(short(title, 80))} — {STATUS[State(each.state)]}.")
        choices.append(button(short(f"{number}. {title}", 18), presses.MyArticle(id=each.id)))
    for case, words in questions:
        lines.append(f"№ {case}. {esc(short(words or 'Вопрос без слов', 80))} — можно сделать ответ.")
        choices.append(button(short(f"➕ № {case}", 18), presses.MakeArticle(id=case)))
    text = "📥 <b>Мои заготовки</b>\n" + "\n".join(lines)
    if not lines:
        text = "📥 Заготовок пока нет. Ответите на вопрос — из него можно будет сделать готовый ответ."
    turn = [button("◀️", presses.MoreOfMine(page=page - 1))] if page else []
    turn += [button("Ещё ▶️", presses.MoreOfMine(page=page + 1))] if (page + 1) * PAGE < total else []
    return Screen(text, [*rows_of(choices), *([turn] if turn else []), [back(presses.ArticleDesk()), menu()]])


def draft(article: Article, doubtful: bool, community: CommunityProfile) -> Screen:
    """For the author. `doubtful`: there seems to be a name left."""
    ends = [back(presses.MyArticles()), menu()]
    if article.state != State.DRAFT.value:
        return _sent(article)
    text = f"📝 <b>Заготовка ответа</b>. Тема: {topic_of(article, community)}.\n\n{_body(article)}"
    text += f"\n\n💬 Просят исправить: {esc(article.remark)}" if article.remark else ""
    text += "\n\n❗ Похоже, в тексте осталось имя, телефон или ссылка на человека. Уберите их." if doubtful else ""
    text += f"\n\n{_next(article)}"
    parts = [button(f"✏️ {LABELS[part]}", presses.EditArticle(id=article.id, part=part)) for part in LABELS]
    parts.append(button("📌 Тема", presses.ArticleTopics(id=article.id, page=0)))
    parts.append(button("✖️ Удалить", presses.DiscardArticle(id=article.id)))
    send = button("✉️ Отправить", presses.SendArticle(id=article.id))
    if article.case_id is None:
        send = button("✅ Опубликовать", presses.PublishArticle(id=article.id))
    return Screen(text, [[send], *rows_of(parts), ends])


def _next(article: Article) -> str:
    if article.case_id is None:
        return "Всё верно? Опубликуйте, и ответ найдут коллеги."
    return (
        "Имена мы убрали, перечитайте. «Отправить» — это и ваше согласие; затем спросим автора вопроса и координатора."
    )


def _sent(article: Article) -> Screen:
    text = f"📚 {_body(article)}\n\nСейчас: {STATUS[State(article.state)]}."
    rows = []
    if article.state == State.PUBLISHED.value:
        rows.append([button("📚 Открыть", presses.ShowArticle(id=article.id))])
    elif article.state != State.ARCHIVED.value:
        rows.append([button("✖️ Удалить", presses.DiscardArticle(id=article.id))])
    return Screen(text, [*rows, [back(presses.MyArticles()), menu()]])


def ask(article_id: int, part: str, remark: str = "", own: bool = True) -> Screen:
    """`own`: the author asks; a reviewer otherwise. No article yet: 0."""
    text = f"{remark}\n\n" if remark else ""
    text += QUESTIONS[part]
    to = presses.MyArticle(id=article_id) if own else presses.ReviewArticle(id=article_id)
    return Screen(text, [[back(to if article_id else presses.ArticleDesk()), menu()]])


def ask_topic(article_id: int, page: int, own: bool, community: CommunityProfile) -> Screen:
    choices = [
        button(short(topic.name), presses.ArticleTopic(id=article_id, topic=topic.id))
        for topic in community.consulting_topics
    ]
    to = presses.MyArticle(id=article_id) if own else presses.ReviewArticle(id=article_id)
    ends = [back(to if article_id else presses.ArticleDesk()), menu()]
    turn = partial(_turn, article_id)
    return Screen("К какой теме отнести ответ?", paged(choices, page, turn, ends))


def discarded() -> Screen:
    return Screen("Заготовка удалена.", [[back(presses.MyArticles()), menu()]])


def consent(article: Article) -> Screen:
    """For who asked the question."""
    text = "🙏 Можно ли сделать из вашего вопроса готовый ответ для коллег? Без имён. Вот текст:"
    yes, no = button("Да", presses.AgreeToArticle(id=article.id)), button("Нет", presses.RefuseArticle(id=article.id))
    mend = button("✏️ Попросить исправить", presses.MendArticle(id=article.id))
    return Screen(f"{text}\n\n{body(article)}", [[yes, no], [mend], [menu()]], kept=True)


def agreed() -> Screen:
    """The asker may still change their mind."""
    text = "Спасибо! Ответ проверит координатор, и он поможет коллегам. Вашего имени в нём нет."
    return Screen(text, [[button("📚 Готовые ответы", presses.Articles(page=0))], [menu()]])


def refused() -> Screen:
    return Screen("Хорошо, из этого вопроса ничего публиковать не будем.", [[menu()]])


def ask_to_mend(remark: str = "") -> Screen:
    text = f"{remark}\n\n" if remark else ""
    text += "Что исправить? Напишите одним сообщением: мы передадим, и новый текст снова придёт вам на согласие."
    return Screen(text, [[menu()]])


def mending() -> Screen:
    return Screen("Передали. Исправленный текст придёт сюда, без вашего согласия он не появится.", [[menu()]])


def _turn(article_id: int, page: int) -> presses.Press:
    return presses.ArticleTopics(id=article_id, page=page)


def _body(article: Article) -> str:
    return f"<b>{esc(article.title or 'Без заголовка')}</b>\n\n{esc(article.words)}"
