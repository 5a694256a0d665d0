"""Ready answers for whoever reads them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from community.names import clean
from community.profiles import CommunityProfile
from messengers.screen import Button, Screen
from screens import presses
from screens.case_topics import topic_name, topic_of
from screens.events import IN_MONTH
from screens.navigation import Rows, back, button, menu, paged, rows_of
from screens.words import count, esc, short, wanted
from storage.models import Article

PAGE = 6
WORDS = wanted("слова, которые ищем, например «родительское собрание»")
ASK = "Напишите вопрос сюда одним сообщением: сначала покажем, что уйдёт, и только потом отправим."


def shelves(topics: Mapping[str, int], page: int, adds: bool, community: CommunityProfile, remark: str = "") -> Screen:
    """`topics`: how many answers each has; `adds`: the reader may make some."""
    add = [button("➕ Пополнить", presses.ArticleDesk())] if adds else []
    text = f"{remark}\n\n" if remark else ""
    if not topics:
        text += "📚 Готовых ответов пока нет. Задайте вопрос наставникам: удачные ответы появятся здесь."
        return Screen(text, [[_ask()], [*add, menu()]])
    number = count(sum(topics.values()), "ответ", "ответа", "ответов")
    text += f"📚 <b>Готовые ответы</b>: {number}. Выберите тему или напишите, что ищете."
    choices = [
        button(short(f"{topic.name} ({topics[topic.id]})"), presses.ArticlesOf(topic=topic.id, page=0))
        for topic in community.consulting_topics
        if topic.id in topics
    ]
    return Screen(text, paged(choices, page, lambda to: presses.Articles(page=to), [*add, menu()]))


def listed(articles: Sequence[Article], total: int, page: int, topic: str, community: CommunityProfile) -> Screen:
    """Of one topic."""
    if not articles:
        return Screen("В этой теме готовых ответов пока нет.", [[_ask()], [back(presses.Articles(page=0)), menu()]])
    text = f"📚 <b>{esc(topic_name(topic, community))}</b>: {count(total, 'ответ', 'ответа', 'ответов')}.\n"
    text += _lines(articles, page * PAGE)
    turn = partial(_turn, topic)
    ends = [button("◀️", turn(page - 1))] if page else []
    ends += [button("Ещё ▶️", turn(page + 1))] if (page + 1) * PAGE < total else []
    return Screen(text, [*_numbered(articles, page * PAGE), [*ends, back(presses.Articles(page=0)), menu()]])


def found(articles: Sequence[Article], typed: str) -> Screen:
    """What fits the words best."""
    said = esc(short(clean(typed), 60)) or "такому запросу"
    ends = [back(presses.Articles(page=0)), menu()]
    if not articles:
        text = f"По словам «{said}» готового ответа не нашлось. Попробуйте иначе или задайте вопрос наставникам."
        return Screen(text, [[_ask()], ends])
    text = f"🔍 «{said}»: вот что ближе всего.\n{_lines(articles, 0)}"
    return Screen(text, [*_numbered(articles, 0), [_ask()], ends])


def card(article: Article, vote: bool | None, reviews: bool, community: CommunityProfile) -> Screen:
    """`vote`: the reader's own; `reviews`: they may change it."""
    yes = button("✅ Помогло" if vote else "👍 Помогло", presses.ArticleHelped(id=article.id))
    no = button("✅ Не помогло" if vote is False else "Не помогло", presses.ArticleNotHelped(id=article.id))
    change = [[button("✏️ Изменить", presses.ReviewArticle(id=article.id))]] if reviews else []
    ends = [back(presses.ArticlesOf(topic="*", page=0)), menu()]
    return Screen(whole(article, community), [[yes, no], *change, ends])


def offered(article: Article, case: int, community: CommunityProfile) -> Screen:
    """Before a question is sent."""
    helped = button("👍 Помогло", presses.OfferedHelped(id=article.id, case=case))
    ask = button("❓ Всё-таки спросить", presses.AskAnyway(case=case))
    return Screen(whole(article, community), [[helped], [ask], [menu()]])


def glad() -> Screen:
    """The question is not sent."""
    text = "😊 Рады, что ответ нашёлся! Вопрос никому не отправлен. Появится новый — пишите сюда."
    return Screen(text, [[_shelves()], [menu()]], toast="Спасибо!")


def thanks(article: Article) -> Screen:
    text = f"Спасибо, учтём: «{esc(article.title)}» помогает. Передумаете — нажмите на другую оценку в карточке."
    again = button("📚 К ответу", presses.ShowArticle(id=article.id))
    return Screen(text, [[again], [back(presses.ArticlesOf(topic="*", page=0)), menu()]], toast="Спасибо!")


def sorry(article: Article) -> Screen:
    text = f"Спасибо, что сказали: «{esc(article.title)}» посмотрим внимательнее. Спросите наставников: вам ответят."
    again = button("📚 К ответу", presses.ShowArticle(id=article.id))
    return Screen(text, [[_ask()], [again], [back(presses.ArticlesOf(topic="*", page=0)), menu()]])


def body(article: Article) -> str:
    return f"<b>{esc(article.title)}</b>\n\n{esc(article.words)}"


def whole(article: Article, community: CommunityProfile) -> str:
    return f"{body(article)}\n\n{facts(article, community)}"


def facts(article: Article, community: CommunityProfile) -> str:
    checked = article.checked_at.astimezone(community.tz) if article.checked_at else None
    parts = [f"Тема: {topic_of(article, community)}"]
    parts.append(f"Проверено: {IN_MONTH[checked.month - 1]} {checked.year}" if checked else "")
    parts.append(f"Помогло: {article.helped}" if article.helped else "")
    return f"<i>{'. '.join(filter(None, parts))}.</i>"


def _lines(articles: Sequence[Article], first: int) -> str:
    return "\n".join(f"{number}. {esc(short(each.title, 100))}." for number, each in enumerate(articles, first + 1))


def _numbered(articles: Sequence[Article], first: int) -> Rows:
    return rows_of(
        [
            button(short(f"{number}. {each.title}", 18), presses.ShowArticle(id=each.id))
            for number, each in enumerate(articles, first + 1)
        ]
    )


def _turn(topic: str, page: int) -> presses.Press:
    return presses.ArticlesOf(topic=topic, page=page)


def _ask() -> Button:
    return button("❓ Задать вопрос", presses.AskQuestion())


def _shelves() -> Button:
    return button("📚 Готовые ответы", presses.Articles(page=0))
