"""The recording: well-formed, small, and of commands that the tutorial has."""

from xml.etree import ElementTree

from docs.cast import Step, recording
from docs.pages import DOCS, blocks


def test_a_recording_types_commands_and_shows_their_output() -> None:
    drawn = recording([Step("echo '<a & b>'", ["<a & b>", "", "two"])], "An echo")
    root = ElementTree.fromstring(drawn)
    texts = [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]
    assert texts == ["$ echo '<a & b>'", "<a & b>", "two"]
    assert "prefers-reduced-motion" in drawn and "<script" not in drawn


def test_the_pictures_are_small_and_load_nothing() -> None:
    pictures = sorted((DOCS / "pictures").glob("*.svg"))
    assert [picture.stem for picture in pictures] == [
        *("comparison", "first-row", "heat-map", "languages")
    ]
    for picture in pictures:
        text = picture.read_text(encoding="utf-8")
        ElementTree.fromstring(text)
        assert len(text) < 60_000
        assert 'href="http' not in text and "<script" not in text


def test_the_recorded_commands_are_those_of_the_tutorial() -> None:
    page = DOCS / "tutorials" / "first-row.md"
    shown = "\n".join(block.text for block in blocks(page))
    text = (DOCS / "pictures" / "first-row.svg").read_text(encoding="utf-8")
    for command in ("validate my-first-row", "score my-first-row"):
        assert f"xstilts-submit {command}" in shown and f"xstilts-submit {command}" in text
