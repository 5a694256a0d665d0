"""Takes out of a text what may say who somebody is: names, telephones, addresses in networks.

Rather a word too much: whoever makes the answer reads it and puts back what has to stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from community.stems import stem

GAP = "…"
_ADDRESSES = (
    re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    re.compile(
        r"(?:https?://)?(?:www\.|m\.)?(?:t\.me|telegram\.me|vk\.com|vk\.me|vk\.ru|ok\.ru|wa\.me|max\.ru)/\S+",
        re.IGNORECASE,
    ),
    re.compile(r"(?<![\w/])@\w{3,}"),
    re.compile(r"(?<!\d)(?:\+7|8|7)?[\s(-]*\d{3}[\s)-]*\d{3}[\s-]*\d{2}[\s-]*\d{2}(?!\d)"),
)
_WORD = r"[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?"
_INITIALS = re.compile(rf"{_WORD}\s+[А-ЯЁ]\.\s?(?:[А-ЯЁ]\.)?|[А-ЯЁ]\.\s?[А-ЯЁ]\.\s?{_WORD}")
_FAMILY = (
    r"[А-ЯЁ][а-яё]+(?:(?:ов|ев|ёв|ин|ын)(?:а|у|е|ой|ым|ом)?"
    r"|(?:ск|цк)(?:ий|ая|ого|ому|им|ом|ой|ую)|(?:енко|чук|юк|швили|дзе))"
)
_SURNAME = re.compile(_FAMILY)
_PATRONYMIC = re.compile(
    rf"(?:{_FAMILY}\s+)?(?:{_WORD}\s+)?"
    r"[А-ЯЁ][а-яё]+(?:вич|вич[аеу]|вичем|вн[аыеу]|вной|ичн[аыеу]|ичной)(?![а-яё])"
    rf"(?:\s+{_FAMILY}(?![а-яё]))?"
)
_CAPITAL = re.compile(rf"{_WORD}")
_STARTS = re.compile(r"(?:^|[.!?…:«\"(\n—-])\s*$")


def _stems(names: str) -> frozenset[str]:
    return frozenset(stem(name) for name in names.split())


NAMES = _stems("""
    александр александра алексей алёна алена алина алиса алла анастасия анатолий андрей анна аня антон антонина аркадий
    артём артем арсений богдан борис боря вадим валентин валентина валерий валерия варвара варя василий василиса вася
    вера вероника виктор виктория вика виталий вит владимир владислав влад вова вячеслав слава галина галя геннадий
    георгий герман глеб григорий гриша давид даниил данил данила даня дарья даша демид денис диана дима дмитрий ева
    евгений евгения женя егор екатерина катя елена лена елизавета лиза захар зинаида зоя иван ваня игорь илья инна
    ирина ира карина кирилл клим константин костя кристина ксения ксюша лариса лев леонид лидия лида любовь люба
    людмила люда майя макар максим маргарита рита марина мария маша марк матвей михаил миша надежда надя наталья
    наталия наташа никита николай коля нина оксана олег олеся ольга оля павел паша пётр петр петя полина раиса ринат
    родион роман рома руслан савелий светлана света семён семен сёма сергей серёжа сережа софия софья соня станислав
    стас степан стёпа тамара таня татьяна тимофей тимур тихон ульяна фёдор федор федя эдуард эльвира юлия юля юрий юра
    яков яна ярослав
""")
WORDS_TOO = frozenset("вера любовь надежда слава света лев роман рома марк вит".split())  # noqa: SIM905
KNOWN = _stems("""
    пушкин толстой достоевский гоголь чехов лермонтов тургенев есенин маяковский выготский сухомлинский макаренко
    ушинский эльконин давыдов занков ленин сталин россия екатеринбург
""")


def without_names(text: str, names: Iterable[str] = ()) -> str:
    """`names`: of people whom it is about, in whatever case they stand."""
    for address in _ADDRESSES:
        text = address.sub(GAP, text)
    for shape in (_INITIALS, _PATRONYMIC):
        text = shape.sub(GAP, text)
    own = frozenset(stem(word.lower()) for name in names for word in re.findall(r"\w+", name) if len(word) > 1)
    text = _CAPITAL.sub(lambda found: GAP if _is_name(found, text, own) else found[0], text)
    return re.sub(rf"{GAP}(?:\s+{GAP})+", GAP, text)


def _is_name(found: re.Match[str], text: str, own: frozenset[str]) -> bool:
    word = found[0].lower()
    root = stem(word)
    if root in own:
        return True
    begins = bool(_STARTS.search(text[: found.start()]))
    if root in NAMES:
        return not (begins and word in WORDS_TOO)
    return not begins and root not in KNOWN and bool(_SURNAME.fullmatch(found[0]))
