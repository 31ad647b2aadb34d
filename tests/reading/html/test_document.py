import itertools
import re
import sys

import pytest

from assistant.reading.contents import Contents, Limits, UnreadableError
from assistant.reading.html.document import read_html

LONG = "Cloud revenue grew by 26% to 33.40 billion yuan in the second quarter, the fastest growth for three years."
MENU = "<ul><li><a href='/a'>Home</a></li><li><a href='/b'>News</a></li><li><a href='/c'>Shares</a></li></ul>"


def read(body: str, head: str = "") -> Contents:
    return read_html(f"<html><head>{head}</head><body>{body}</body></html>".encode(), Limits())


def told(body: str) -> list[tuple[str, str]]:
    contents = read(body)
    return [(block.kind, contents.text[block.start : block.end]) for block in contents.blocks]


def test_headings_paragraphs_items_and_code_are_told_apart() -> None:
    body = "<h2>A <em>part</em></h2>text<p>More <b>te</b>xt<br>goes on</p><ol><li>One<li>Two</ol><pre>a()\n b()</pre>"
    assert told(body) == [
        ("heading", "A part"),
        ("paragraph", "text"),
        ("paragraph", "More text goes on"),
        ("item", "1. One"),
        ("item", "2. Two"),
        ("line", "a()"),
        ("line", "b()"),
    ]


def test_two_line_breaks_end_a_paragraph() -> None:
    assert told("One<br><br>Two<br>still two") == [("paragraph", "One"), ("paragraph", "Two still two")]


def test_what_is_not_shown_is_not_read() -> None:
    body = (
        "<script>x</script><style>y</style><template>z</template><p hidden>a</p><p style='display: none'>b</p>"
        "<button>c</button><!-- d --><textarea>e</textarea><p>Seen.</p>"
    )
    assert read(body).text == "Seen."


def test_a_table_has_its_spans_filled_so_that_each_row_stands_for_itself() -> None:
    body = (
        "<table><caption>Revenue</caption><tr><th>Year<th colspan=2>Half<th>Note</tr>"
        "<tr><td rowspan=2>2024<td>H1<td>1<td>a</tr><tr><td>H2<td>2<td>b</tr></table>"
    )
    assert told(body) == [
        ("paragraph", "Revenue"),
        ("header", "Year | Half | | Note"),
        ("row", "2024 | H1 | 1 | a"),
        ("row", "2024 | H2 | 2 | b"),
    ]


def test_a_table_that_serves_the_layout_is_running_text() -> None:
    assert told(
        "<table><tr><td>Left.</td><td><p>Right.</p><table><tr><td>x<td>1<tr><td>y<td>2</table></td></tr></table>"
    ) == [
        ("paragraph", "Left."),
        ("paragraph", "Right."),
        ("row", "x | 1"),
        ("row", "y | 2"),
    ]


@pytest.mark.parametrize(
    "around",
    [
        "<nav>Menu of the page</nav>{}",
        f"{MENU}{{}}",
        "{}<footer><p>All rights reserved.</p></footer>",
        "{}<aside>Read this, too.</aside>",
        "<div class='cookie-consent'>We use cookies.</div>{}",
        "<div id='main-nav'><a href='/a'>Home</a></div>{}",
        "<div role='banner'>The firm</div>{}",
        "<main>{}</main><div>Elsewhere</div>",
        "<article>{}</article><div>Elsewhere</div>",
        "<table><tr><td><a href='/a'>Home</a> <a href='/b'>News</a> <a href='/c'>Shares</a></td></tr></table>{}",
    ],
)
def test_the_content_is_read_without_what_is_around_it(around: str) -> None:
    assert read(around.format(f"<h1>Results</h1><p>{LONG}</p>")).text == f"Results\n\n{LONG}"


@pytest.mark.parametrize(
    "body",
    [
        f"<div class='share-price'>The share closed at 12.40 euros.</div><p>{LONG}</p>",
        f"<header><h1>The title of the page</h1></header><p>{LONG}</p>",
        f"<div class='banner'><h1>The title of the page</h1></div><p>{LONG}</p>",
        f"<p>{LONG} <a href='/a'>one</a> <a href='/b'>two</a> <a href='/c'>three</a></p>",
        f"<form><p>{LONG}</p></form>",
        f"<article><p>{LONG}</p></article><article><p>A second one, of its own.</p></article>",
        f"<div class='menu'><p>{LONG}</p></div>",
    ],
)
def test_when_in_doubt_a_part_of_a_page_stays(body: str) -> None:
    words = re.sub(r"<[^>]*>", " ", body).split()
    assert read(body).text.split() == words


def test_a_page_of_links_only_keeps_them() -> None:
    assert told(MENU) == [("item", "Home"), ("item", "News"), ("item", "Shares")]


@pytest.mark.parametrize(
    ("head", "title", "author", "date"),
    [
        ("<title> Results </title>", "Results", "", ""),
        ("<title>Results | Firm</title><meta property='og:title' content='Results'>", "Results", "", ""),
        ("<title>Untitled</title>", "", "", ""),
        ("<meta name='Author' content='Wei Chen'><meta name='date' content='2025-08'>", "", "Wei Chen", "2025-08"),
        ("<meta property='article:author' content='https://example.org/wei'>", "", "", ""),
        (
            "<script type='application/ld+json'>[{'@graph': 1}]</script><script type='application/ld+json'>"
            '{"@graph": [{"author": [{"name": "Wei Chen"}], "datePublished": "2025-08-29T10:00"}]}</script>',
            "",
            "Wei Chen",
            "2025-08-29",
        ),
    ],
)
def test_a_page_says_its_title_author_and_date(head: str, title: str, author: str, date: str) -> None:
    contents = read(f"<p>{LONG}</p>", head)
    assert (contents.title, contents.author, contents.date) == (title, author, date)


def test_a_page_that_declares_the_wrong_encoding_is_read_in_the_right_one() -> None:
    said = "Выручка порта выросла на четверть, а прибыль на треть, сообщили в порту в понедельник."
    page = f"<html><head><meta charset='utf-8'></head><body><p>{said}</p></body></html>"
    assert read_html(page.encode("windows-1251"), Limits()).text == said
    whole = f"<html><head><meta charset='utf-8'></head><body><p>{said}".encode()
    assert read_html(whole + b" \xd0</p></body></html>", Limits()).text == f"{said} \ufffd"


@pytest.mark.parametrize("charset", ["windows-1251", "koi8-r", "utf-8"])
def test_the_encoding_that_a_page_declares_is_heeded(charset: str) -> None:
    page = f"<html><head><meta charset='{charset}'></head><body><p>Выручка выросла.</p></body></html>"
    assert read_html(page.encode(charset), Limits()).text == "Выручка выросла."


def test_an_encoding_that_does_not_exist_does_not_matter() -> None:
    page = "<html><head><meta charset='klingon'></head><body><p>Größe</p></body></html>"
    assert read_html(page.encode("cp1252"), Limits()).text == "Größe"


@pytest.mark.parametrize("body", ["", "<script>render()</script>", "<img src='a.png'>"])
def test_a_page_that_shows_no_text_is_refused(body: str) -> None:
    with pytest.raises(UnreadableError, match="shows no text"):
        read(body)


def test_a_page_nested_deeply_is_read() -> None:
    assert read("<div>" * 300 + "deep").text == "deep"


def test_a_page_nested_beyond_measure_is_refused() -> None:
    with pytest.raises(UnreadableError, match=r"nested|Recursion"):
        read("<div>" * 5000 + "deep")


def test_the_work_on_a_large_page_grows_with_its_length() -> None:
    def calls(count: int) -> int:
        made = itertools.count()

        def count_one(*_: object) -> None:
            next(made)

        sys.setprofile(count_one)
        try:
            read("<div><p>A paragraph of a few words.</p><ul><li>an item</ul></div>" * count)
        finally:
            sys.setprofile(None)
        return next(made)

    calls(10)
    assert calls(2000) < 12 * calls(200)
