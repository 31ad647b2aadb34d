"""What a page shows is read, and what it hides is left out and told."""

from __future__ import annotations

import pytest

from assistant.reading.contents import Contents, Limits
from assistant.reading.html.document import read_html

SEEN = "<p>The park holds 33 zebras.</p>"


def read(body: str, head: str = "") -> Contents:
    return read_html(f"<html><head>{head}</head><body>{SEEN}{body}</body></html>".encode(), Limits())


@pytest.mark.parametrize(
    "body",
    [
        "<p style='color:white'>secret</p>",
        "<p style='color: #FEFEFE; background: #fff'>secret</p>",
        "<p style='display:none'>secret</p>",
        "<p hidden>secret</p>",
        "<p style='visibility:hidden'>secret</p>",
        "<p style='font-size:0'>secret</p>",
        "<p style='font-size:1px'>secret</p>",
        "<div style='font-size:10px'><p style='font-size:5%'>secret</p></div>",
        "<p style='opacity:0'>secret</p>",
        "<p style='color:transparent'>secret</p>",
        "<p style='color:rgba(0,0,0,0)'>secret</p>",
        "<span style='position:absolute;left:-9999px'>secret</span>",
        "<span style='position:fixed;top:-200em'>secret</span>",
        "<p style='text-indent:-9999px'>secret</p>",
        "<p style='margin-left:-5000px'>secret</p>",
        "<span style='position:absolute;clip:rect(0,0,0,0)'>secret</span>",
        "<p style='clip-path:inset(50%)'>secret</p>",
        "<p style='transform:scale(0)'>secret</p>",
        "<div style='height:0;overflow:hidden'>secret</div>",
        "<font color=white>secret</font>",
        "<table bgcolor='#003366'><tr><td><font color='#003366'>secret</font></td></tr></table>",
        "<style>.x{color:#fff}</style><p class=x>secret</p>",
        "<style>#x, .other {display:none}</style><p id=x><b>secret</b></p>",
        "<style>@media screen {p.x {visibility: hidden}}</style><p class=x>secret</p>",
        "<style>div > p:nth-child(1) {opacity:.01}</style><div><p>secret</p></div>",
        "<style>p.x {color:black} p.x {color:white !important}</style><p class=x style='color:black'>secret</p>",
        "<p style='mso-hide:all'>secret</p>",
        "<p style='color:rgb(255 255 255)'>secret</p>",
        "<style>@supports (display:grid) {.x {display:none}}</style><p class=x>secret</p>",
        "<style>@media (min-width:600px) {.x {display:none}}</style><p class=x>secret</p>",
        "<p style='-webkit-text-fill-color:transparent'>secret</p>",
        "<div style='height:0;overflow-y:hidden'>secret</div>",
        "<template>secret</template>",
        "<div style='opacity:.2'><p style='opacity:.2'>secret</p></div>",
        "<p style='filter: blur(0) opacity(0%)'>secret</p>",
        "<p style='position:absolute; inset: 0 auto auto -9999px'>secret</p>",
        "<p style='zoom: 5%'>secret</p>",
        "<p style='overflow:hidden; line-height:0'>secret</p>",
        "<style>:root {--ink: #fff}</style><p style='color: var(--ink)'>secret</p>",
        "<style>body {--w: white} .x {--i: var(--w)}</style><div class=x><p style='color:var(--i)'>secret</p></div>",
        "<p style='color: var(--unknown, white)'>secret</p>",
        "<style>@keyframes a {from {opacity:0} to {opacity:0}}</style><p style='opacity:0; animation:a 1s'>secret</p>",
    ],
)  # fmt: skip
def test_what_nobody_sees_is_left_out(body: str) -> None:
    contents = read(body)
    assert contents.text == "The park holds 33 zebras."
    if "template" not in body:
        assert contents.notes == ("is read but for 6 characters of hidden text, which no reader of the page can see",)


@pytest.mark.parametrize(
    "body",
    [
        "<p aria-hidden=true>seen</p>",
        "<p style='color:#ccc'>seen</p>",
        "<p style='background:navy;color:white'>seen</p>",
        "<p style='background:url(sea.png);color:white'>seen</p>",
        "<div style='background-image:linear-gradient(red, blue)'><p style='color:white'>seen</p></div>",
        "<p style='color:var(--ink)'>seen</p>",
        "<table bgcolor=black><tr><td><font color=white>seen</font></td></tr></table>",
        "<style>@media print {.x {display:none}}</style><p class=x>seen</p>",
        "<style>.x {display:none}</style><p class=x style='display:block'>seen</p>",
        "<style>.x {color:white} #y {color:black}</style><p class=x id=y>seen</p>",
        "<div style='visibility:hidden'><p style='visibility:visible'>seen</p></div>",
        "<p><sup style='font-size:60%'>seen</sup></p>",
        "<p style='position:relative;left:-20px'>seen</p>",
        "<p style='opacity:.6'>seen</p>",
        "<p style='color:yellow'>seen</p>",
        "<p style='color:#fff;text-shadow:0 0 2px #000'>seen</p>",
        "<p style='color:#fff'><mark>seen</mark></p>",
        "<div style='position:relative'><img style='position:absolute'><p style='color:#fff'>seen</p></div>",
        "<link rel=stylesheet href=x.css><div class=hero><p style='color:#fff'>seen</p></div>",
        "<style>@media (max-width:600px) {.x {display:none}}</style><p class=x>seen</p>",
        "<style>@media (prefers-color-scheme: dark) {.x {color:white}}</style><p class=x>seen</p>",
        "<style>p{{{ broken</style><p>seen</p>",
        "<div style='opacity:.5'><p style='opacity:.5'>seen</p></div>",
        "<p style='overflow:hidden; line-height:1'>seen</p>",
        "<style>:root {--ink: #fff} .x {--ink: #000}</style><p class=x style='color: var(--ink)'>seen</p>",
        "<style>@keyframes in {from {opacity:0} to {opacity:1}}</style><p style='opacity:0; animation: in 1s'>seen</p>",
        "<style>.x {color:#fff} .x::before {content:''; background:#036; inset:0}</style><p class=x>seen</p>",
        "<p style='zoom:50%'>seen</p>",
        "<style>p {color: var(--a)} :root {--a: var(--b); --b: var(--a)}</style><p>seen</p>",
        "<style>p:unknown-thing(1){display:none}</style><p>seen</p>",
    ],
)  # fmt: skip
def test_what_looks_like_it_and_is_seen_stays(body: str) -> None:
    contents = read(body)
    assert contents.text.endswith("seen")
    assert contents.notes == ()


@pytest.mark.parametrize(
    "body",
    [
        "<div style='color:white'><a href='/tigers'>seen</a></div>",
        "<p style='color:white; -webkit-text-stroke: 1px black'>seen</p>",
        "<div style='height:0; overflow:hidden; padding-bottom:56%'><p>seen</p></div>",
    ],
    ids=["a link has a colour of its own", "outlined", "room by padding"],
)
def test_what_browsers_show_otherwise_than_its_colour_or_height_says_stays(body: str) -> None:
    contents = read(body)
    assert contents.text.endswith("seen")
    assert contents.notes == ()


def test_what_waits_to_be_popped_up_is_not_read() -> None:
    assert "secret" not in read("<div popover>secret</div>").text


def test_white_words_in_a_blue_header_row_stay() -> None:
    table = (
        "<table><tr style='background:#003366;color:#fff'><th>Animal</th><th>Count</th></tr>"
        "<tr><td>Lions</td><td>12</td></tr></table>"
    )
    assert read(table).text.endswith("Animal | Count\nLions | 12")


def test_what_follows_hidden_text_stays() -> None:
    assert read("<p>It has <span style='display:none'>900 </span>12 lions.</p>").text.endswith("It has 12 lions.")


def test_a_dark_page_is_read_as_it_is_seen() -> None:
    page = b"<body style='background:black;color:white'><p>Seen.</p><p style='color:black'>secret</p></body>"
    assert read_html(page, Limits()).text == "Seen."


def test_a_hidden_menu_around_the_content_is_not_counted() -> None:
    page = f"<nav style='display:none'>Home Shop Contact</nav><main>{SEEN}<p hidden>secret</p></main>"
    contents = read_html(f"<html><body>{page}</body></html>".encode(), Limits())
    assert "6 characters" in contents.notes[0]


def test_a_script_in_a_hidden_part_is_no_text() -> None:
    assert "6 characters" in read("<div hidden>secret<script>var a = 1;</script></div>").notes[0]
