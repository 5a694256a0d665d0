from html import escape as html_escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messengers.markup import KINDS, Formatted, Span, escape, parse, split, units

texts = st.text(st.characters(exclude_categories=["Cs"]))  # lone surrogates cannot be sent at all
tricky = st.lists(
    st.sampled_from(
        [
            "&amp;",
            "&#0;",
            "&lt",
            "<",
            ">",
            "</b>",
            "<!--",
            "]]>",
            "\0",
            "😀",
            "👨‍👩‍👧",
            "שלום",
            "\u202e",
            "\r\n",
            "é",
            "&",
        ]
    )
).map("".join)


@st.composite
def formatted(draw: st.DrawFn) -> Formatted:
    """Words in nested tags, as a screen has them."""
    words = draw(st.lists(st.tuples(st.text("абв 😀.\n", max_size=30), st.sets(st.sampled_from("biu"))), max_size=12))
    return parse("".join("".join(f"<{tag}>" for tag in tags) + word + closed(tags) for word, tags in words))


def closed(tags: set[str]) -> str:
    return "".join(f"</{tag}>" for tag in reversed(list(tags)))


def drawn(text: Formatted) -> list[tuple[str, frozenset[str]]]:
    """Every visible letter with the formatting it is seen in."""
    kinds: list[set[str]] = [set() for _ in range(units(text.text))]
    for span in text.spans:
        for place in range(span.offset, span.offset + span.length):
            kinds[place].add(span.kind)
    letters, place = [], 0
    for letter in text.text:
        if not letter.isspace():
            letters.append((letter, frozenset(kinds[place])))
        place += units(letter)
    return letters


@given(texts | tricky)
def test_escaped_text_is_read_back_as_it_was(text: str) -> None:
    assert parse(escape(text)) == Formatted(text)


@given(texts | tricky, texts | tricky)
def test_escaped_text_inside_a_tag_stays_text(before: str, inside: str) -> None:
    read = parse(f"{escape(before)}<b>{escape(inside)}</b>")
    spans = (Span("bold", units(before), units(inside)),) if inside else ()
    assert read == Formatted(before + inside, spans)


@pytest.mark.parametrize(("tag", "kind"), [(tag, kind) for tag, kind in KINDS.items() if tag != "a"])
def test_every_tag_has_its_kind(tag: str, kind: str) -> None:
    assert parse(f"а<{tag}>б</{tag}>").spans == (Span(kind, 1, 1),)


def test_link_needs_its_address() -> None:
    assert parse('а<a href="https://example.org">б</a>').spans == (Span("url", 1, 1, "https://example.org"),)
    with pytest.raises(ValueError, match="address"):
        parse("<a>б</a>")


@pytest.mark.timeout(5)
def test_letter_wider_than_the_limit_is_a_part_of_its_own() -> None:
    assert [part.text for part in split(Formatted("😀а"), 1)] == ["😀", "а"]


def test_offsets_count_utf16_units() -> None:
    assert parse("😀 <b>Анна 😀</b> и <i>Борис</i>").spans == (Span("bold", 3, 7), Span("italic", 13, 5))


def test_nested_tags_come_outermost_first() -> None:
    assert parse("<b>а<i>б</i></b>").spans == (Span("bold", 0, 2), Span("italic", 1, 1))


def test_address_of_a_link_is_kept() -> None:
    read = parse('<a href="https://example.org/?a=1&amp;b=2">сайт</a>')
    assert read == Formatted("сайт", (Span("url", 0, 4, "https://example.org/?a=1&b=2"),))


@pytest.mark.parametrize("markup", ["<p>а</p>", "<code>а</code>", "<script>а</script>", "<br>", "<b><tg-spoiler>а</b>"])
def test_tag_that_no_network_shows_is_refused(markup: str) -> None:
    with pytest.raises(ValueError, match="no network shows"):
        parse(markup)


@pytest.mark.parametrize("markup", ["<b>а", "<b>а<i>б</i>", "а<u>"])
def test_tag_that_is_not_closed_is_refused(markup: str) -> None:
    with pytest.raises(ValueError, match="not closed"):
        parse(markup)


@pytest.mark.parametrize("markup", ["а</b>", "<b>а</i></b>", "<b><i>а</b></i>"])
def test_tag_that_closes_nothing_is_refused(markup: str) -> None:
    with pytest.raises(ValueError, match="closes nothing"):
        parse(markup)


def test_escape_takes_whatever_can_be_printed() -> None:
    assert escape(2026) == "2026"
    assert escape('«Дельта» & "Ко" <1>') == html_escape('«Дельта» & "Ко" <1>', quote=False)


@given(formatted(), st.integers(2, 60))
def test_parts_are_never_longer_than_the_limit(text: Formatted, limit: int) -> None:
    assert all(units(part.text) <= limit for part in split(text, limit))


@given(formatted(), st.integers(2, 60))
def test_parts_together_show_the_same_letters_in_the_same_formatting(text: Formatted, limit: int) -> None:
    assert [letter for part in split(text, limit) for letter in drawn(part)] == drawn(text)


@given(formatted(), st.integers(2, 60))
def test_spans_of_parts_lie_within_them(text: Formatted, limit: int) -> None:
    for part in split(text, limit):
        assert all(span.length > 0 and span.offset + span.length <= units(part.text) for span in part.spans)


@given(texts.filter(lambda text: text.strip()), st.integers(2, 10**9))
def test_nothing_invisible_is_made_a_part(text: str, limit: int) -> None:
    parts = split(Formatted(text), limit)
    assert parts
    assert all(part.text.strip() for part in parts)


def test_text_that_fits_is_left_whole() -> None:
    text = Formatted("Анна\n\nБорис 😀", (Span("bold", 0, 4),))
    assert split(text, units(text.text)) == [text]
    assert len(split(text, units(text.text) - 1)) == 2


def test_long_text_is_cut_between_paragraphs() -> None:
    first, second = "а" * 3000, "б" * 3000
    assert [part.text.strip() for part in split(Formatted(f"{first}\n\n{second}"), 4096)] == [first, second]


def test_word_is_cut_only_when_it_is_too_long_itself() -> None:
    assert [part.text.strip() for part in split(Formatted("Анна Борисовна " + "я" * 30), 16)] == [
        "Анна Борисовна",
        "я" * 16,
        "я" * 14,
    ]


def test_pair_of_surrogates_is_never_cut() -> None:
    assert [part.text for part in split(Formatted("а😀😀😀"), 4)] == ["а😀", "😀😀"]


def test_link_across_a_cut_leads_to_the_same_place_from_both_parts() -> None:
    text = Formatted("слово " * 20, (Span("url", 0, 119, "https://example.org"),))
    assert {span.url for part in split(text, 50) for span in part.spans} == {"https://example.org"}
    assert all(part.spans for part in split(text, 50))
