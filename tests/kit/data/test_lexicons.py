"""`data prepare --lexicons`: pinned files, licence shown, nothing overwritten."""

import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from loopback_sources import Sources
from xstilts_kit.data import lexicons
from xstilts_kit.lexicons import open_lexicons

Prepare = Callable[..., tuple[int, str, str]]
COMMIT = "0" * 40
CONTENT = {
    "es": "house\tcasa\na lot\tmucho\n",
    "wo": "house\tkër\ngood\tbaax\ngood\tjamm\n",
}


@pytest.fixture(autouse=True)
def pinned(sources: Sources, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two invented lexicons stand for GATITOS's."""
    files = {}
    for language, text in CONTENT.items():
        content = text.encode()
        files[language] = (COMMIT, len(content), sha256(content).hexdigest())
        sources.put(f"{lexicons._RAW}/{COMMIT}/gatitos/en_{language}.tsv", content)
    monkeypatch.setattr(lexicons, "_FILES", files)
    monkeypatch.setattr(lexicons, "LANGUAGES", tuple(files))


def test_they_are_fetched_once_with_their_licence_and_a_notice(
    prepare: Prepare, sources: Sources, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    code, text, said = prepare("--lexicons")
    assert (code, text) == (0, f"{out}: 2 lexicons (2 written, 0 there before)\n")
    assert "lexicons: CC BY 4.0 (2 files)" in said
    assert "cite: GATITOS, Google" in said
    assert "CC BY 4.0" in (out / lexicons.NOTICE).read_text(encoding="utf-8")
    folder = open_lexicons(out)
    assert folder.targets("en") == ("es", "wo")
    assert folder.lexicon("en", "wo").translations("Good") == ("baax", "jamm")
    asked = len(sources.requests)
    code, text, _ = prepare("--lexicons", "--json")
    assert json.loads(text) == {
        "out": str(out),
        "files": {"en-es.txt": "kept", "en-wo.txt": "kept"},
    }
    assert len(sources.requests) == asked


def test_only_some_languages(prepare: Prepare, tmp_path: Path) -> None:
    assert prepare("--lexicons", "--language", "wo")[0] == 0
    assert open_lexicons(tmp_path / "out").targets("en") == ("wo",)


def test_the_licence_must_be_accepted(prepare: Prepare, tmp_path: Path) -> None:
    code, _, said = prepare("--lexicons", yes=False)
    assert code == 2
    assert "The licences of lexicons are not accepted" in said
    assert not (tmp_path / "out").exists()


def test_another_file_of_the_name_is_left_alone(prepare: Prepare, tmp_path: Path) -> None:
    own = tmp_path / "out" / "en-es.txt"
    own.parent.mkdir()
    own.write_text("mine\tmía\n", encoding="utf-8")
    code, _, said = prepare("--lexicons")
    assert code == 3
    assert "already exists, with other content" in said
    assert own.read_text(encoding="utf-8") == "mine\tmía\n"


def test_a_changed_file_is_refused(prepare: Prepare, sources: Sources, tmp_path: Path) -> None:
    url = f"{lexicons._RAW}/{COMMIT}/gatitos/en_es.tsv"
    sources.put(url, b"house\tcosa\na lot\tmucho\n")
    code, _, said = prepare("--lexicons", "--language", "es")
    assert code == 3
    assert "not the expected file" in said
    assert not (tmp_path / "out" / "en-es.txt").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--language", "de"), "The free lexicon has no language 'de'"),
        (("--task", "xnli"), "--lexicons is given together with --task"),
        (("--split", "test"), "--lexicons is given together with --task"),
    ],
)
def test_wrong_usage(prepare: Prepare, arguments: tuple[str, ...], message: str) -> None:
    code, _, said = prepare("--lexicons", *arguments)
    assert code == 2
    assert message in said


def test_offline_nothing_is_fetched(prepare: Prepare, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XSTILTS_OFFLINE", "1")
    code, _, said = prepare("--lexicons")
    assert code == 3
    assert "forbids it now" in said
