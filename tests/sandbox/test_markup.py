import html
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.telegram.errors import ApiError
from sandbox.telegram.html_text import MarkupError, parse_html
from sandbox.telegram.markup import formatted

TAGS = {"b": "bold", "i": "italic", "u": "underline", "s": "strikethrough", "tg-spoiler": "spoiler"}

Node = str | tuple[str, list[Any]]
words = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8)
trees = st.recursive(
    words, lambda inside: st.tuples(st.sampled_from(sorted(TAGS)), st.lists(inside, max_size=3)), max_leaves=12
)


def utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def rendered(node: Node) -> str:
    if isinstance(node, str):
        return html.escape(node, quote=False)
    return f"<{node[0]}>{''.join(rendered(child) for child in node[1])}</{node[0]}>"


def expected(node: Node, offset: int) -> tuple[str, list[tuple[str, int, int]]]:
    if isinstance(node, str):
        return node, []
    text = ""
    entities: list[tuple[str, int, int]] = []
    for child in node[1]:
        inner, found = expected(child, offset + utf16(text))
        text, entities = text + inner, entities + found
    own = [(TAGS[node[0]], offset, utf16(text))] if text else []
    return text, own + entities


@given(trees)
def test_any_nesting_of_tags_gives_its_text_and_utf16_places(tree: Node) -> None:
    text, entities = parse_html(rendered(tree))
    wanted_text, wanted = expected(tree, 0)
    assert text == wanted_text
    assert sorted((e["type"], e["offset"], e["length"]) for e in entities) == sorted(wanted)


@given(st.lists(st.sampled_from(["<", ">", "/", "b", "a", "&", ";", "lt", "=", '"', "href", " ", "👍", "#x"])))
def test_any_garbage_is_refused_or_gives_entities_inside_the_text(pieces: list[str]) -> None:
    try:
        text, entities = parse_html("".join(pieces))
    except MarkupError:
        return
    assert all(e["offset"] >= 0 and e["length"] > 0 and e["offset"] + e["length"] <= utf16(text) for e in entities)


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"])))
def test_escaped_text_comes_through_unchanged_but_for_its_edges(text: str) -> None:
    assert formatted(html.escape(text), "HTML", None)[0] in (text.strip(), text.replace("'", "&#x27;").strip())


@pytest.mark.parametrize(
    ("source", "error"),
    [
        ("<b>жирный", 'Can\'t find end tag corresponding to start tag "b"'),
        ("жаль</b>", "Unexpected end tag at byte offset 8"),
        ("<b>a</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("2 < 3", 'Unsupported start tag "" at byte offset 2'),
        ("да <br>", 'Unsupported start tag "br" at byte offset 5'),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<a href>x</a>", 'Expected equal sign in declaration of an attribute of the tag "a" at byte offset 0'),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
    ],
)
def test_a_mistake_is_told_in_the_servers_words(source: str, error: str) -> None:
    with pytest.raises(MarkupError) as caught:
        parse_html(source)
    assert str(caught.value) == error


@pytest.mark.parametrize(
    ("source", "entities"),
    [
        ('<a href="ya.ru">x</a>', [{"type": "text_link", "offset": 0, "length": 1, "url": "http://ya.ru/"}]),
        ('<a href="localhost">x</a>', []),
        ('<pre><code class="language-a">x</code></pre>', [{"type": "pre", "offset": 0, "length": 1, "language": "a"}]),
        ("<blockquote expandable>x</blockquote>", [{"type": "expandable_blockquote", "offset": 0, "length": 1}]),
        ("<b>a<code>b</code>c</b>", [
            {"type": "bold", "offset": 0, "length": 1},
            {"type": "code", "offset": 1, "length": 1},
            {"type": "bold", "offset": 2, "length": 1},
        ]),
        ("  <b> x </b> ", [{"type": "bold", "offset": 0, "length": 1}]),
        ("см. https://ya.ru/a, @anna_t", [
            {"type": "url", "offset": 4, "length": 15},
            {"type": "mention", "offset": 21, "length": 7},
        ]),
    ],
)  # fmt: skip
def test_entities_are_kept_as_the_server_keeps_them(source: str, entities: list[dict[str, Any]]) -> None:
    assert formatted(source, "HTML", None)[1] == entities


@pytest.mark.parametrize("source", ["&lt;b&gt;", "&#60;b&#x3e;", "&lt;b&gt"])
def test_references_become_characters(source: str) -> None:
    assert parse_html(source) == ("<b>", [])


def test_an_unknown_reference_stays_text() -> None:
    assert parse_html("&nbsp; & &copy;")[0] == "&nbsp; & &copy;"


@pytest.mark.parametrize(
    ("entity", "error"),
    [
        ({"type": "bold", "offset": 0, "length": 9}, "ends after the end of the text at UTF-16 offset 4"),
        ({"type": "bold", "offset": 1, "length": 1}, "entity begins in a middle of a UTF-16 symbol"),
        ({"type": "bold", "offset": -1, "length": 1}, "receive an entity with incorrect offset -1"),
        ({"type": "text_link", "offset": 0, "length": 2, "url": "x"}, "entity URL 'x' is invalid"),
    ],
)
def test_given_entities_are_checked_in_utf16(entity: dict[str, Any], error: str) -> None:
    with pytest.raises(ApiError, match=error):
        formatted("👍да", "", [entity])


def test_given_entities_are_kept() -> None:
    entity = {"type": "bold", "offset": 2, "length": 2}
    assert formatted("👍да", "", [entity])[1] == [entity]
