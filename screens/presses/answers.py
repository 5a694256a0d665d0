from __future__ import annotations

from aiogram.filters.callback_data import CallbackData

__all__ = [
    "AgreeToArticle",
    "ArchiveArticle",
    "ArchivedArticles",
    "ArticleDesk",
    "ArticleGaps",
    "ArticleHelped",
    "ArticleNotHelped",
    "ArticleTopic",
    "ArticleTopics",
    "Articles",
    "ArticlesOf",
    "AskAnyway",
    "AskToArchive",
    "CheckArticle",
    "DeclineArticle",
    "DiscardArticle",
    "EditArticle",
    "MakeArticle",
    "MendArticle",
    "MoreOfMine",
    "MyArticle",
    "MyArticles",
    "OfferedArticle",
    "OfferedHelped",
    "PublishArticle",
    "RefuseArticle",
    "RestoreArticle",
    "ReturnArticle",
    "ReviewArticle",
    "SendArticle",
    "ShowArticle",
    "WriteArticle",
]


class Articles(CallbackData, prefix="ans"):
    page: int


class ArticlesOf(CallbackData, prefix="ansof"):
    """`topic` «*»: the list that was shown last."""

    topic: str
    page: int


class ShowArticle(CallbackData, prefix="anshow"):
    id: int


class ArticleHelped(CallbackData, prefix="ansyes"):
    id: int


class ArticleNotHelped(CallbackData, prefix="ansno"):
    id: int


class OfferedArticle(CallbackData, prefix="ansoff"):
    """On the screen of a question that is not sent yet."""

    id: int
    case: int


class OfferedHelped(CallbackData, prefix="ansoffyes"):
    id: int
    case: int


class AskAnyway(CallbackData, prefix="ansanyway"):
    case: int


class MakeArticle(CallbackData, prefix="anmake"):
    """`id`: of the question."""

    id: int


class MyArticles(CallbackData, prefix="anmine"):
    pass


class MoreOfMine(CallbackData, prefix="anmore"):
    """A further page of one's own."""

    page: int


class MyArticle(CallbackData, prefix="anown"):
    id: int


class EditArticle(CallbackData, prefix="anedit"):
    """`part`: title or words."""

    id: int
    part: str


class ArticleTopics(CallbackData, prefix="antopics"):
    id: int
    page: int


class ArticleTopic(CallbackData, prefix="antopic"):
    id: int
    topic: str


class SendArticle(CallbackData, prefix="ansend"):
    id: int


class DiscardArticle(CallbackData, prefix="androp"):
    id: int


class AgreeToArticle(CallbackData, prefix="anagree"):
    id: int


class RefuseArticle(CallbackData, prefix="anrefuse"):
    id: int


class MendArticle(CallbackData, prefix="anmend"):
    id: int


class ArticleDesk(CallbackData, prefix="andesk"):
    pass


class ReviewArticle(CallbackData, prefix="anreview"):
    id: int


class PublishArticle(CallbackData, prefix="anpublish"):
    id: int


class ReturnArticle(CallbackData, prefix="anreturn"):
    id: int


class DeclineArticle(CallbackData, prefix="andecline"):
    id: int


class CheckArticle(CallbackData, prefix="ancheck"):
    id: int


class AskToArchive(CallbackData, prefix="anaway"):
    id: int


class ArchiveArticle(CallbackData, prefix="anarchive"):
    id: int


class RestoreArticle(CallbackData, prefix="anrestore"):
    id: int


class ArchivedArticles(CallbackData, prefix="anold"):
    page: int


class WriteArticle(CallbackData, prefix="anwrite"):
    pass


class ArticleGaps(CallbackData, prefix="angaps"):
    pass
