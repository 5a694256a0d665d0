"""Finding ready answers by what people write: stems, near words, rare words first.

Frequent words are cut off: of each word only the articles that have it most are looked at, and only while the rarer
ones have not found enough.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import accumulate
from math import log
from typing import NamedTuple

from sqlalchemy.orm import Session

from community.choices import plain
from community.profiles import CommunityProfile
from community.stems import EMPTY, is_near, stem
from storage import articles as index
from storage.models import Article

TITLE, TOPIC = 4, 2  # how often a word of the title or of the topic counts
USUAL = 60  # stems of an article
MOST_ASKED, MOST_WORDS = 60, 8
MOST_STRANGE, MOST_MISTYPED = 6, 3
MOST_READ = 100  # articles of one word
ENOUGH = 60  # articles that are compared
RELATED, NEAR = 0.6, 0.8  # of the weight of the word itself
MOST_RELATED, MOST_NEAR = 4, 3
SHORTEST_ROOT = 5
OF_ITS_TOPIC = 1.25
QUESTIONS = frozenset(
    plain("""
    как что чем чего чему кто где куда когда почему зачем какой какая какое какие каких каким какую сколько ли если то
    это этот эта эти этого этом так такой такая такие там тут уже ещё еще бы же но а или да нет мой моя мои моем моей
    моего моих наш наша наши нашем нашей свой своя свои своего своей своих себя себе его её их ему им ей они она он мы
    вы вас вам вами тебя делать сделать делаю быть был была было были будет буду будут лучше надо нужно стоит чтобы
    очень просто только всё все всех весь вся до при над под между через после перед без около про здравствуйте добрый
    день спасибо скажите подскажите посоветуйте помогите хочется хочу могу может можете могут один одна одно сейчас
    самый самая самое первый раз тоже также даже ведь вот потом тогда теперь какие-то кто-то что-то бывает поступить
    быстро правильно начать начинать
    """).split()
)
SILENT = EMPTY | QUESTIONS


class Meant(NamedTuple):
    """What a word may stand for, each with how sure it is; `articles` that have each, `rarity` of the whole."""

    terms: Mapping[str, float]
    articles: Sequence[int]
    rarity: float


class Asked(NamedTuple):
    """`everything`: the rarity of all words together, of those too that no article has."""

    meant: list[Meant]
    everything: float
    worth: Mapping[str, list[tuple[int, float]]]  # by term: to which word it belongs, and how much it counts


class Hit(NamedTuple):
    """`share`: how much of what was asked the article has, 1 being all of it."""

    article: int
    score: float
    share: float


def said(text: str) -> list[str]:
    """Stems of the words that say something, each as often as it is there."""
    return [stem(word)[: index.LONGEST] for word in plain(text).split() if word not in SILENT]


def keep_in_step(session: Session, article: Article, community: CommunityProfile) -> None:
    """The one place: whoever changes an article or its state calls it."""
    if article.state != "published":
        index.take_away(session, article.id)
        return
    session.flush()
    index.put(session, article.id, _weights(article, community))


def _weights(article: Article, community: CommunityProfile) -> dict[str, int]:
    counted: Counter[str] = Counter(said(article.words))
    length = sum(counted.values())
    topic = community.consulting_topic(article.topic)
    of_topic = {*said(" ".join((topic.name, *topic.search)))} if topic else set()
    for part, times in ((said(article.title), TITLE), (of_topic, TOPIC)):
        counted.update({word: times * number for word, number in Counter(part).items()})
    most = 0.4 + 0.6 * length / USUAL
    return {word: max(1, round(100 * number / (number + most))) for word, number in counted.items()}


def found(session: Session, text: str, most: int, topic: str | None = None) -> list[Hit]:
    """The best first. `topic`: articles of it count more."""
    asked = _asked(session, text)
    if not asked.meant:
        return []
    have = _have(session, asked)
    hits = sorted((_hit(article, words, asked) for article, words in have.items()), key=_best_first)[
        : max(most * 3, 30)
    ]
    if topic:
        hits = sorted(_nearer(session, hits, topic), key=_best_first)
    return hits[:most]


def _best_first(hit: Hit) -> tuple[float, int]:
    return -hit.score, -hit.article


def _hit(article: int, words: Mapping[str, int], asked: Asked) -> Hit:
    best: dict[int, float] = {}
    for term, weight in words.items():
        for word, worth in asked.worth[term]:
            if weight * worth > best.get(word, 0):
                best[word] = weight * worth
    share = sum(asked.meant[word].rarity for word in best) / asked.everything
    return Hit(article, sum(best.values()) * (0.5 + share), share)


def _nearer(session: Session, hits: Collection[Hit], topic: str) -> Iterable[Hit]:
    of_topic = index.of_topic(session, topic, [hit.article for hit in hits])
    return [hit._replace(score=hit.score * OF_ITS_TOPIC) if hit.article in of_topic else hit for hit in hits]


def _have(session: Session, asked: Asked) -> dict[int, dict[str, int]]:
    """Articles with the rarest of the words, and all that each of them has."""
    have: dict[int, dict[str, int]] = {}
    read = 0
    while len(have) < ENOUGH and read < len(asked.meant):
        together = _short_of_enough(asked.meant[read:], ENOUGH - len(have))
        terms = sorted({term for each in asked.meant[read : read + together] for term in each.terms})
        read += together
        for article, words in index.heaviest(session, terms, MOST_READ).items():
            have.setdefault(article, {}).update(words)
    if rest := sorted({term for each in asked.meant[read:] for term in each.terms}):
        best = sorted(have, key=lambda article: -_hit(article, have[article], asked).score)[:ENOUGH]
        have = {article: have[article] for article in best}
        for article, words in index.weights(session, rest, best).items():
            have[article].update(words)
    return have


def _short_of_enough(meant: Sequence[Meant], missing: int) -> int:
    """Of how many words the articles have to be read in any case, even if no article has two of them."""
    most = accumulate(sum(min(number, MOST_READ) for number in each.articles) for each in meant)
    return 1 + sum(read < missing for read in [*most][:-1])


def _asked(session: Session, text: str) -> Asked:
    """The rarest words first."""
    words = list(dict.fromkeys(said(text)))[:MOST_ASKED]
    known = index.known(session, [index.ALL, *words])
    everything = known.pop(index.ALL, 0)
    if not everything or not words:
        return Asked([], 0, {})
    strange = [word for word in words if word not in known]
    telling = sorted(known, key=lambda word: known[word])[:MOST_WORDS] + strange[:MOST_STRANGE]
    related = _related(session, telling)
    near = _mistyped(session, [word for word in strange if not related.get(word)])
    groups = [_meant(word, known, near.get(word, {}), related.get(word, {}), everything) for word in telling]
    rarest = sorted((each for each in groups if each.terms), key=lambda each: -each.rarity)[:MOST_WORDS]
    unknown = sum(each.rarity for each in groups if not each.terms)
    return Asked(rarest, sum(each.rarity for each in rarest) + unknown, _worth(rarest))


def _worth(meant: list[Meant]) -> dict[str, list[tuple[int, float]]]:
    worth: dict[str, list[tuple[int, float]]] = {}
    for word, each in enumerate(meant):
        for term, sure in each.terms.items():
            worth.setdefault(term, []).append((word, sure * each.rarity))
    return worth


def _meant(
    word: str, known: Mapping[str, int], near: Mapping[str, int], related: Mapping[str, int], everything: int
) -> Meant:
    itself = {word: 1.0} if word in known else dict.fromkeys(near, NEAR)
    number = known.get(word) or sum(near.values()) or sum(related.values()) or 1
    terms = dict.fromkeys(related, RELATED) | itself
    have = {**related, **near, **known}
    return Meant(terms, [have[term] for term in terms], log(1 + everything / number))


def _mistyped(session: Session, words: list[str]) -> dict[str, dict[str, int]]:
    """Known words that somebody may have meant: one of their halves is right."""
    asked = [word for word in words[:MOST_MISTYPED] if len(word) > 3]
    alike = index.like(session, [half for word in asked for half in _halves(word)])
    return {word: _near(word, alike) for word in asked}


def _related(session: Session, words: Iterable[str]) -> dict[str, dict[str, int]]:
    """«родительск» → «родител»: of one root."""
    roots = {word: word[: max(SHORTEST_ROOT, round(len(word) * 0.6))] for word in words if len(word) > SHORTEST_ROOT}
    begun = index.like(session, [index.Start(root) for root in dict.fromkeys(roots.values())])
    return {word: _of_root(word, root, begun) for word, root in roots.items()}


def _of_root(word: str, root: str, begun: Mapping[str, int]) -> dict[str, int]:
    """Those nearest in length."""
    same = [term for term in begun if term != word and term.startswith(root) and len(term) <= len(word) + 4]
    nearest = sorted(same, key=lambda term: (abs(len(term) - len(word)), -begun[term], term))
    return {term: begun[term] for term in nearest[:MOST_RELATED]}


def _halves(word: str) -> Iterable[index.Start]:
    half, lengths = max(2, min(4, len(word) // 2)), (len(word) - 2, len(word) + 2)
    return index.Start(word[:half], False, *lengths), index.Start(word[-half:], True, *lengths)


def _near(word: str, candidates: Mapping[str, int]) -> dict[str, int]:
    letters = {*word}
    alike = [term for term in candidates if len(letters ^ {*term}) <= 4 and is_near(term, word)]
    often = sorted(alike, key=lambda term: (-candidates[term], term))
    return {term: candidates[term] for term in often[:MOST_NEAR]}
