"""XML that is read, and XML that is refused before it does harm."""

import tracemalloc

import pytest

from negsim.formats.genius import mending, xml_text
from negsim.formats.genius.document import MAX_ERRORS, open_document
from negsim.formats.genius.mending import MAX_MENDED, mend
from negsim.formats.genius.xml_text import MAX_ELEMENTS, MAX_NAMES, MAX_PIECE, Offsets, XmlError, parse_xml
from negsim.formats.inputs import Findings, InputFile
from tests.formats.genius.examples import DOMAIN, PROFILE, errors_of, read_texts, warnings_of


def opened(text):
    found = Findings()
    return open_document(InputFile(path="x.xml", text=text), found=found), found


@pytest.mark.parametrize(
    "text",
    [
        '<a name="x > y" />',
        '<a\nname="x &gt; y"></a>',
        '<a name="x &#62; y"><!-- a comment in the body --></a>',
        '\n<!-- first -->\n<?xml version="1.0" encoding="utf-16" ?>\n<a name="x > y" />',
        '<?xml version="1.0" encoding="no such"?><a other="1" name="x > y" />',
    ],
)
def test_what_genius_or_xml_allows_is_read(text):
    document, found = opened(text)
    assert document.root.get("name") == "x > y"
    assert document.root.get("value") is None
    assert not found.errors + found.warnings


@pytest.mark.parametrize(
    ("fault", "text", "code", "line", "words"),
    [
        ("F87", '<!DOCTYPE a [\n<!ENTITY b "c">]>\n<a />', "E805", 1, "DOCTYPE"),
        ("F87", '\n<!DOCTYPE a SYSTEM "file:///etc/passwd" [<!ENTITY b SYSTEM "x">]><a>&b;</a>', "E805", 2, "DOCTYPE"),
        ("F87", "<a>\n" + "<b>" * 200_000, "E805", 2, "65 deep"),
        ("F87", "<a>\n" + "<b />\n" * (MAX_ELEMENTS + 1), "E805", MAX_ELEMENTS + 1, "100,000 elements"),
        ("F87", "<a>\n" + "".join(f"<b{n} />" for n in range(MAX_NAMES + 1)), "E805", 2, "1,000 different tags"),
        ("F87", "<a>\n<b " + " " * (MAX_PIECE + 200_000) + "/></a>", "E805", 2, "262,144 bytes"),
        ("F87", "<a>\n&bomb;</a>", "E804", 2, "an entity is used"),
        ("F87", '<a>\n<b c="&bomb;" /></a>', "E804", 2, "an entity is used"),
        ("", "<a>\n<b>\n</a>", "E804", 3, "this end tag"),
        ("", "<a>\n", "E804", 2, "the file ends"),
        ("", "", "E804", 1, "the file ends"),
        ("", "<a />\n<b />", "E804", 2, "after the end"),
        ("", '<a>\n<b c="1" c="2" /></a>', "E804", 2, "twice"),
        ("", '<a>\n<b c="1 /></a>', "E804", 2, "does not allow"),
        ("", "<a>\n&#0;</a>", "E804", 2, "a number that no character has"),
        ("", "<a>\n\x00</a>", "E804", 2, "does not allow"),
        ("", "<a>\n<!-- x -- y --></a>", "E804", 2, "does not allow"),
        ("", "<a>\n<?xml again?></a>", "E804", 2, "declaration"),
        ("", "<a>\n<!-- &", "E804", 2, "not closed"),
        ("", "<a>\n<![CDATA[ x", "E804", 2, "not closed"),
        ("", '<a>\n<b c="x&\n<d e="y" /></a>', "E804", 2, "does not allow"),
        ("", '<a b="\n' + "&" * (MAX_MENDED + 1) + '" />', "E804", 2, "does not allow"),
        ("", "<a>\n" + '<b c="&" />' * (MAX_MENDED + 1) + "</a>", "E804", 2, "does not allow"),
    ],
)
def test_what_is_refused_has_its_line(fault, text, code, line, words):
    document, found = opened(text)
    assert document is None
    ((finding,), _) = found.errors, fault
    assert (finding.code, finding.place.line) == (code, line)
    assert words in finding.message


def test_f87_ten_million_nested_bytes_take_little_memory():
    text = "<utility_space>" + ("<" + "n" * 46 + ">") * 200_000
    tracemalloc.start()
    try:
        assert errors_of(text)[0][0] == "E805"
        assert tracemalloc.get_traced_memory()[1] < 100_000_000
    finally:
        tracemalloc.stop()


def test_problems_without_end_are_not_listed_without_end():
    items = "\n".join(f'<item value="{number}" evaluation="1" />' for number in range(1000))
    found = errors_of(PROFILE.replace('<item index="1" value="red" evaluation="20" />', items))
    assert len(found) == MAX_ERRORS
    assert found[-1][2].endswith("further problems of this file are not listed")


def test_places_count_characters_also_beyond_the_first_ones():
    text = "é" * 5000 + "😀\nab"
    offsets = Offsets(text)
    for character in (0, 1, 4095, 4096, 5000, 5001, 5003, len(text)):
        assert offsets.character(len(text[:character].encode())) == character
    with pytest.raises(XmlError) as caught:
        parse_xml("<a>\n" + "é" * 10 + "<b x></a>")
    assert (caught.value.code, caught.value.byte) == ("E804", 4 + 20 + 4)


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ('<a b="x & y" />', '<a b="x &amp; y" />'),
        ("<a b='x&y&amp;z&#38;&#x26;' />", "<a b='x&amp;y&amp;z&#38;&#x26;' />"),
        ('<a b="< 5 & > 6" />', '<a b="&lt; 5 &amp; > 6" />'),
        ('<a b="1"c="2"\nd="3"/>', '<a b="1" c="2"\nd="3"/>'),
        ('<!-- & < --><![CDATA[ <a b="&"> ]]><?p <a b="&"?><a b="&" />', None),
        ("no tag & at all", None),
        ("<a b=1 & />", None),
        ("<!-- never closed <a b='&' />", None),
    ],
)
def test_what_genius_accepts_is_mended(text, mended):
    if mended is None and "<?p" in text:
        mended = text.replace('<a b="&" />', '<a b="&amp;" />')
    result = mend(text)
    assert (result.text if result else None) == mended


def test_texts_of_many_characters_are_not_mended(monkeypatch):
    text = '<a b="&" />'
    monkeypatch.setattr(mending, "MAX_LENGTH", len(text))
    assert mend(text) is not None
    assert mend(text + " ") is None


def test_equal_values_are_one_object_only_among_the_first(monkeypatch):
    monkeypatch.setattr(xml_text, "MAX_SHARED", 1)
    first, second, third, fourth = parse_xml('<a><b name="x"/><b name="x"/><b name="yy"/><b name="yy"/></a>').children
    assert first.get("name") is second.get("name")
    assert third.get("name") is not fourth.get("name")


def test_mending_ends_after_so_many_tags(monkeypatch):
    monkeypatch.setattr(mending, "MAX_TAGS", 10)
    assert mend("<a>" * 9 + '<a b="&">') is not None
    assert mend("<a>" * 10 + '<a b="&">') is None


def test_long_texts_between_tags_are_no_long_tags():
    for text in ("\n" * MAX_PIECE * 3 + "<a />", "<a>" + "x" * MAX_PIECE * 3 + "</a>", "<!-- x -->" * 90_000 + "<a />"):
        assert parse_xml(text).tag == "a"


def test_a_mended_place_is_where_it_stood():
    text = '<a b="1"c="x & y < z" d="é"><e/></a>'
    mended = mend(text)
    assert mended is not None
    for mark in ("<a", "b=", "c=", " y", " z", "d=", "<e", "</a"):
        assert mended.original(mended.text.index(mark)) == text.index(mark)


def test_mending_is_told_once_for_each_kind_and_places_stay_right():
    domain = DOMAIN.replace("red", "red & < 3").replace("blue", "blue&green")
    profile = PROFILE.replace("red", "red &amp; &lt; 3").replace("blue", "blue&amp;green")
    assert [(code, line) for code, line, _ in warnings_of(profile, domain=domain)] == [("W801", 6), ("W801", 6)]
    assert read_texts(profile, domain=domain).issues[0].options == ("red & < 3", "blue&green", "green")
    broken = domain.replace('lowerbound="-1"', 'lowerbound="9"').replace('index="1" value', 'index="1"value')
    ((code, line, _),) = errors_of(profile, domain=broken)
    assert (code, line) == ("E808", 10)


def test_what_mending_does_not_help_is_told_where_it_stands():
    ((code, line, message),) = errors_of(PROFILE, domain=DOMAIN.replace("red", "r & d").replace("</issue>", ""))
    assert (code, line) == ("E804", 11)
    assert "this end tag" in message
