from dataclasses import replace
from datetime import date

import pytest

from screens.papers import letters
from screens.papers.letters import Letter, Table
from screens.papers.signing import Signatory
from tests.paper_readers import fonts_not_embedded, letters_of, reader, text_of

MEETINGS = Table(
    header=("Дата", "Форма", "Содержание", "Часы"),
    rows=tuple((f"{day:02}.10.2026", "Посещение урока", f"Разбор затруднений, часть {day}", "1") for day in range(20)),
    widths=(14, 22, 54, 10),
)
THANKS = Letter(
    community="Движение «Наставники»",
    details="614000, Пермь, ул. Екатерининская, 210",
    title="Благодарственное письмо",
    paragraphs=("Благодарим за помощь молодым педагогам.", "Желаем новых сил!"),
    number="С-2026-0007",
    issued_on=date(2026, 11, 14),
    signatory=Signatory("Руководитель движения", "И. И. Верещагина"),
)
REFERENCE = replace(THANKS, title="Справка о наставнической деятельности", table=MEETINGS)


def test_letter_is_complete_and_on_one_page() -> None:
    paper = letters.pdf(THANKS)
    text = text_of(paper)
    said = (THANKS.title, THANKS.community, THANKS.details, *THANKS.paragraphs, "И. И. Верещагина")
    for each in (*said, "№ С-2026-0007 от 14 ноября 2026 года"):
        assert each in text
    assert len(reader(paper).pages) == 1
    assert "страница" not in text
    assert fonts_not_embedded(paper) == []


def test_reference_with_twenty_rows_stays_on_one_page() -> None:
    paper = letters.pdf(REFERENCE)
    text = text_of(paper)
    assert all(row[0] in text and row[2] in text for row in MEETINGS.rows)
    assert len(reader(paper).pages) == 1


def test_longer_table_goes_on_under_its_header_on_numbered_pages() -> None:
    rows = tuple((number, form, content * 3, hours) for number, form, content, hours in MEETINGS.rows)
    paper = letters.pdf(replace(REFERENCE, table=replace(MEETINGS, rows=rows)))
    pages = [" ".join(page.extract_text().split()) for page in reader(paper).pages]
    assert len(pages) == 2
    for number, page in enumerate(pages, 1):
        assert f"№ С-2026-0007, страница {number} из 2" in page
        assert "Содержание" in page


def test_same_letter_is_the_same_file() -> None:
    assert letters.pdf(REFERENCE) == letters.pdf(REFERENCE)


@pytest.mark.parametrize("text", ["", "🎉", "Щ" * 600, "слово " * 300, "<b>שלום</b>\n\nабзац"])
def test_hostile_letter(text: str) -> None:
    table = Table(MEETINGS.header, ((text, text, text, text),) * 3, MEETINGS.widths)
    hostile = replace(
        REFERENCE,
        community=text,
        details=text,
        title=text,
        paragraphs=(text, text),
        table=table,
        signatory=Signatory(text, text),
    )
    assert THANKS.number in text_of(letters.pdf(hostile))


def test_no_letter_of_a_paragraph_is_lost() -> None:
    assert "Щ" * 600 in letters_of(letters.pdf(replace(THANKS, paragraphs=("Щ" * 600,))))


def test_table_with_equal_columns_and_no_rows() -> None:
    paper = letters.pdf(replace(THANKS, table=Table(("Дата", "Форма"), ())))
    assert "Дата Форма" in text_of(paper)
