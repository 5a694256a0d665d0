from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from community.certificates import Kind
from screens.papers.lettering import quoted
from screens.papers.page import ACCENT, QUIET, WARM, Box, Face, Page, Text
from screens.papers.pictures import png as picture
from screens.papers.qr import draw_qr, short_address
from screens.papers.signing import Signatory, sign
from screens.words import full_day, full_days

PICTURE_WIDTH = 1600


ABOUT = {
    Kind.PARTICIPANT: "об участии в мероприятии",
    Kind.HOST: "о проведении мероприятия",
    Kind.ORGANISER: "об организации мероприятия",
    Kind.EXPERT: "об экспертной работе на мероприятии",
}


@dataclass(frozen=True)
class Certificate:
    """`wording` are lines under the event: «Продолжительность — 2 академических часа». `url` is where the number is
    checked; without it there is no QR code. `event_last_day`: of an event of several days."""

    number: str
    issued_on: date
    kind: Kind
    full_name: str
    event_title: str
    event_day: date
    community: str
    signatory: Signatory | None = None
    wording: tuple[str, ...] = ()
    url: str = ""
    event_last_day: date | None = None


def pdf(certificate: Certificate) -> bytes:
    page = Page(f"Сертификат № {certificate.number}", "landscape", certificate.issued_on)
    page.frame(Box(8, 8, 281, 194), 1.1, ACCENT)
    page.frame(Box(10.5, 10.5, 276, 189), 0.3, WARM)
    page.column(Box(28, 17, 241, 16), [Text(certificate.community, Face.SANS, 13, 15, colour=QUIET)])
    page.column(Box(28, 35, 241, 30), _title(certificate.kind))
    page.rule(133.5, 67, 30, WARM, 0.6)
    page.column(Box(28, 70, 241, 78), _whom_and_what(certificate))
    _foot(page, certificate)
    return page.bytes()


def png(certificate: Certificate) -> bytes:
    return picture(pdf(certificate), PICTURE_WIDTH)


def _title(kind: Kind) -> list[Text]:
    return [
        Text("СЕРТИФИКАТ", Face.BOLD, 42, 20, colour=ACCENT),
        Text(ABOUT[kind], Face.SERIF, 16, 8, gap=1),
    ]


def _whom_and_what(certificate: Certificate) -> list[Text]:
    return [
        Text(certificate.full_name, Face.BOLD, 34, 28),
        Text(quoted(certificate.event_title), Face.SERIF, 19, 22, gap=5, colour=ACCENT),
        Text(full_days(certificate.event_day, certificate.event_last_day), Face.SERIF, 14, 6, gap=3),
        Text(" ".join(certificate.wording), Face.SANS, 12, 11, gap=3, colour=QUIET),
    ]


def _foot(page: Page, certificate: Certificate) -> None:
    if certificate.signatory:
        sign(page, certificate.signatory, Box(28, 158, 190, 18), 12)
    number = f"№ {certificate.number} от {full_day(certificate.issued_on)}"
    page.column(Box(28, 183, 190, 6), [Text(number, Face.SANS, 11, 6, colour=QUIET)], "left")
    if certificate.url:
        draw_qr(page, certificate.url, Box(234, 148, 38, 38))
        page.column(Box(223, 184.5, 60, 9), _check(certificate.url))


def _check(url: str) -> list[Text]:
    return [
        Text("Проверка номера", Face.SANS, 9, 4.5, colour=QUIET),
        Text(short_address(url), Face.SANS, 8.5, 4.5, colour=QUIET),
    ]
