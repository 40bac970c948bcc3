"""`attack` on the bundled miniature: files, resuming, transfer, what is refused."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from small_lexicons import write_lexicons
from xstilts_kit.attacks import attacking
from xstilts_kit.attacks.request import AttackRequest, attempts_of
from xstilts_kit.diagnostics.errors import UsageError
from xstilts_schemas import validator

Ran = tuple[int, str, str]
Attack = Callable[..., Ran]


@pytest.fixture(scope="module")
def lexicons(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_lexicons(tmp_path_factory.mktemp("lexicons"), "de", "es", "zh")


@pytest.fixture
def attack(lexicons: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Attack:
    """Runs ``attack`` on the miniature: (exit code, stdout, stderr)."""
    from xstilts_kit.cli import group, run

    def start(*arguments: str | Path, out: str = "attacked", given: bool = True) -> Ran:
        fixed = ["--model", "mini", "--source", "mini", "--out", tmp_path / out]
        if given:
            fixed += ["--task", "xnli", "--lexicons", lexicons, "--examples", "24"]
        capsys.readouterr()
        code = run(group, "xstilts-submit", ["attack", *map(str, fixed), *map(str, arguments)])
        printed = capsys.readouterr()
        assert "Traceback" not in printed.err
        return code, printed.out, printed.err

    return start


def _report(folder: Path) -> dict[str, Any]:
    value: dict[str, Any] = json.loads((folder / "attack.json").read_text(encoding="utf-8"))
    validator("attack").validate(value)
    return value


def _files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_an_attack_lowers_the_accuracy_and_says_how(attack: Attack, tmp_path: Path) -> None:
    code, text, said = attack("--embedded", "de,de+es", "--sense-filter", "off")
    assert code == 0, said
    out = tmp_path / "attacked"
    report = _report(out)
    assert report["adaptive"] is True
    assert report["transferred_from"] is None
    one, both = report["attacks"]
    assert (one["name"], both["name"]) == ("polygloss-de", "polygloss-de+es")
    assert [lexicon["language"] for lexicon in both["lexicons"]] == ["de", "es"]
    assert both["filtered"] == []
    for entry in (one, both):
        result = entry["result"]
        assert result["accuracy_after"] < result["accuracy_before"]
        rate = 1 - result["accuracy_after"] / result["accuracy_before"]
        assert result["success_rate"] == pytest.approx(rate)
        assert result["interval"][0] <= rate <= result["interval"][1]
        inputs = _lines(out / entry["inputs"]["path"])
        details = _lines(out / entry["details"]["path"])
        assert [row["id"] for row in inputs] == [row["id"] for row in details]
        assert len(inputs) == result["examples"] == 24
        for row, detail in zip(inputs, details, strict=True):
            if detail["worst"] is not None:
                assert [row["text_a"], row["text_b"]] == detail["worst"]["texts"]
                assert detail["before"]
                assert not detail["after"]
                assert detail["minimal"]["loss"] <= detail["worst"]["loss"]
    index = json.loads((out / "inputs.json").read_text(encoding="utf-8"))
    validator("inputs").validate(index)
    assert [e["transform"] for e in index["data"]] == ["polygloss:de", "polygloss:de+es"]
    for entry, own in zip(report["attacks"], index["data"], strict=True):
        assert own["transformed_fingerprint"] == entry["adversarial_fingerprint"]
        assert own["files"][0] == entry["inputs"]
        successes = entry["result"]["attacked"] - 24 * entry["result"]["accuracy_after"] / 100
        assert own["realised"]["changed_examples"] == pytest.approx(successes)
    assert f"accuracy {one['result']['accuracy_before']:.2f} →" in text
    assert "Next: xstilts-submit attack --model OTHER --on" in said
    code, _, said = attack()
    assert code == 2
    assert "already holds an attack" in said


def test_the_sense_filter_uses_the_rows_of_the_other_language(
    attack: Attack, tmp_path: Path
) -> None:
    code, _, said = attack("--embedded", "de")
    assert code == 0, said
    (entry,) = _report(tmp_path / "attacked")["attacks"]
    assert entry["filtered"] == ["de"]
    assert attack("--embedded", "de", "--sense-filter", "off", out="other")[0] == 0
    (free,) = _report(tmp_path / "other")["attacks"]
    assert free["sample_fingerprint"] == entry["sample_fingerprint"]
    assert free["result"]["mean_queries"] > entry["result"]["mean_queries"]


def test_an_interrupted_attack_is_resumed_and_gives_the_same_bytes(
    attack: Attack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attacking, "GROUP", 8)
    options = ("--embedded", "de+es,zh", "--sense-filter", "off")
    assert attack(*options, out="whole")[0] == 0
    run_together, groups = attacking.run_together, []

    def killed(*arguments: Any) -> Any:
        groups.append(1)
        if len(groups) == 3:
            raise KeyboardInterrupt
        return run_together(*arguments)

    monkeypatch.setattr(attacking, "run_together", killed)
    assert attack(*options)[0] == 130
    assert not (tmp_path / "attacked" / "attack.json").exists()
    assert attack(*options)[0] == 0
    assert len(groups) == 3 + 4  # of six groups, two were kept
    assert _files(tmp_path / "attacked") == _files(tmp_path / "whole")


def test_another_model_is_scored_on_the_adversarial_inputs(attack: Attack, tmp_path: Path) -> None:
    assert attack("--embedded", "de", "--sense-filter", "off")[0] == 0
    before = _report(tmp_path / "attacked")
    on = ("--on", tmp_path / "attacked")
    code, _, said = attack(*on, given=False, out="other")
    assert code == 0, said
    report = _report(tmp_path / "other")
    assert report["transferred_from"]["digest"] == before["model"]["digest"]
    (own,), (moved,) = before["attacks"], report["attacks"]
    for name in ("accuracy_before", "accuracy_after", "success_rate", "interval"):
        assert moved["result"][name] == own["result"][name]  # it is the same model
    assert moved["result"]["mean_queries"] is None
    assert moved["inputs"] == own["inputs"]
    code, _, said = attack("--on", tmp_path / "other", given=False, out="third")
    assert code == 3
    assert "transferred from another attack" in said
    with (tmp_path / "attacked" / own["inputs"]["path"]).open("a") as file:
        file.write("{}\n")
    code, _, said = attack(*on, given=False, out="fourth")
    assert code == 3
    assert "was changed after the attack" in said


PHRASES = ("--task", "xnli", "--kind", "bumblebee", "--aligner", "mini", "--examples", "24")


def test_phrases_of_the_human_translation_are_put_in_their_place(
    attack: Attack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attacking, "GROUP", 8)
    code, text, said = attack(*PHRASES, "--embedded", "de,zh", given=False)
    assert code == 0, said
    out = tmp_path / "attacked"
    report = _report(out)
    aligner = report["settings"]["aligner"]
    assert (aligner["method"], aligner["id"], aligner["layer"]) == ("encoder-nn", "xstilts-mini", 2)
    assert report["settings"]["beam"] == 1
    assert [entry["name"] for entry in report["attacks"]] == ["bumblebee-de", "bumblebee-zh"]
    assert text.splitlines()[0].startswith("xnli/en@bumblebee-de: accuracy")
    german = dict(_german(out))
    several = 0
    for entry in report["attacks"]:
        assert entry["filtered"] == entry["embedded"]
        assert entry["lexicons"] == []
        assert entry["result"]["accuracy_after"] < entry["result"]["accuracy_before"]
        assert entry["result"]["words_changed"] <= 1
        for row in _lines(out / entry["details"]["path"]):
            for edit in (row["worst"] or {"edits": ()})["edits"]:
                several += edit.get("words", 1) > 1
                if entry["embedded"] == ["de"]:
                    assert edit["target"] in german[row["id"]][edit["text"]]
    assert several
    run_together, groups = attacking.run_together, []

    def killed(*arguments: Any) -> Any:
        groups.append(1)
        if len(groups) == 2:
            raise KeyboardInterrupt
        return run_together(*arguments)

    monkeypatch.setattr(attacking, "run_together", killed)
    assert attack(*PHRASES, "--embedded", "de,zh", given=False, out="again")[0] == 130
    assert attack(*PHRASES, "--embedded", "de,zh", given=False, out="again")[0] == 0
    assert len(groups) == 2 + 5  # of six groups, one was kept
    assert _files(tmp_path / "again") == _files(out)
    on = ("--on", out, "--quiet")
    assert attack(*on, given=False, out="moved")[0] == 0
    moved = _report(tmp_path / "moved")
    assert moved["settings"]["aligner"] == aligner
    assert moved["kind"] == "bumblebee"
    for one, other in zip(moved["attacks"], report["attacks"], strict=True):
        assert one["result"]["accuracy_after"] == other["result"]["accuracy_after"]


def _german(attacked: Path) -> Iterator[tuple[str, tuple[str, str]]]:
    """The ids of the sample with their German texts, which stand in the same rows."""
    from xstilts_kit.miniature import DATA

    files = [
        (DATA / "xnli" / f"test-{language}.tsv").read_text(encoding="utf-8").splitlines()
        for language in ("en", "de")
    ]
    ids = {row["id"] for row in _lines(attacked / "inputs/xnli/en@bumblebee-de.jsonl")}
    for number, line in enumerate(files[1]):
        if str(number) in ids:
            text_a, text_b, *_ = line.split("\t")
            yield str(number), (text_a, text_b)


def test_a_lexicon_stands_in_for_an_aligner(attack: Attack, tmp_path: Path) -> None:
    code, _, said = attack("--kind", "bumblebee")
    assert code == 0, said
    report = _report(tmp_path / "attacked")
    assert report["settings"]["aligner"] == {
        "method": "lexicon",
        **dict.fromkeys(("id", "revision", "digest", "layer")),
    }
    names = [entry["name"] for entry in report["attacks"]]
    assert names == ["bumblebee-zh", "bumblebee-de"]
    assert [one["language"] for one in report["attacks"][1]["lexicons"]] == ["de"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--kind", "bumblebee", "--aligner", "mini"), "needs either --aligner CHECKPOINT or"),
        (("--kind", "bumblebee", "--sense-filter", "off"), "--sense-filter cannot be off"),
        (("--aligner", "mini"), "--kind polygloss takes no --aligner"),
        (("--task", "panx"), "panx cannot be attacked"),
        (("--language", "zh"), "zh cannot be attacked: it writes no blanks"),
        (("--language", "xx"), "xnli has no language 'xx'"),
        (("--embedded", "en"), "--embedded en: not languages other than en"),
        (("--embedded", "de,fr"), "no lexicon from en to fr (en-fr.txt)"),
        (("--kind", "typo"), "--kind typo takes no --lexicons"),
        (("--lexicons", "nowhere"), "--lexicons nowhere: no such folder"),
        (("--gold", "nowhere"), "The gold folder nowhere does not exist"),
    ],
)
def test_wrong_usage_is_explained(
    attack: Attack, arguments: tuple[str, ...], message: str, tmp_path: Path
) -> None:
    code, _, said = attack(*arguments)
    assert code in (2, 3)
    assert message in said
    assert not (tmp_path / "attacked").exists()


def test_a_folder_with_other_files_is_left_alone(attack: Attack, tmp_path: Path) -> None:
    (tmp_path / "attacked").mkdir()
    (tmp_path / "attacked" / "thesis.tex").touch()
    code, _, said = attack()
    assert code == 2
    assert "is not empty and holds no attack" in said


def test_an_attack_decides_what_others_are_scored_on(attack: Attack, tmp_path: Path) -> None:
    code, _, said = attack("--on", tmp_path, "--beam", "2", given=False)
    assert code == 2
    assert "--on is given together with --beam" in said
    _, _, said = attack("--on", tmp_path, "--queries", "2", given=False)
    assert "--on is given together with --queries" in said
    code, _, said = attack("--on", tmp_path, given=False)
    assert code == 3
    assert "holds no finished attack" in said
    code, _, said = attack(given=False)
    assert "No --task is given" in said


def test_words_are_misspelt_within_their_share(attack: Attack, tmp_path: Path) -> None:
    fixed = ("--task", "xnli", "--kind", "typo", "--examples", "24", "--queries", "60")
    code, _, said = attack(*fixed, "--language", "en,ru", given=False)
    assert code == 0, said
    out = tmp_path / "attacked"
    report = _report(out)
    assert [entry["language"] for entry in report["attacks"]] == ["en", "ru"]
    assert report["settings"]["share"] == 0.2
    for entry in report["attacks"]:
        assert entry["name"] == "typo"
        assert entry["embedded"] is None
        assert entry["result"]["accuracy_after"] < entry["result"]["accuracy_before"]
        assert entry["result"]["words_changed"] <= 0.2
        for detail in _lines(out / entry["details"]["path"]):
            assert (detail["queries"] or 0) <= 60
            if detail["worst"] is not None:
                assert len(detail["worst"]["edits"]) <= 0.2 * detail["words"]
    assert attack("--on", out, given=False, out="other")[0] == 0
    moved = _report(tmp_path / "other")
    assert moved["attacks"][0]["result"]["success_rate"] == pytest.approx(
        report["attacks"][0]["result"]["success_rate"]
    )


PROGRAM = """
import sys
from xstilts_kit.attacks import attacking
from xstilts_kit.attacks.request import AttackRequest, attempts_of
from xstilts_kit.diagnostics.errors import UsageError
from xstilts_kit.cli import group, run

attacking.GROUP = 8
sys.exit(run(group, "xstilts-submit", ["attack", *sys.argv[1:]]))
"""


@pytest.mark.nightly  # the interrupted attack above is resumed in one process
def test_a_killed_attack_is_resumed_and_gives_the_same_bytes(
    lexicons: Path, tmp_path: Path
) -> None:
    def start(out: str) -> subprocess.Popen[bytes]:
        options = ["--model", "mini", "--source", "mini", "--task", "xnli", "--quiet"]
        options += ["--lexicons", str(lexicons), "--embedded", "de+es", "--examples", "64"]
        options += ["--sense-filter", "off", "--out", str(tmp_path / out)]
        return subprocess.Popen([sys.executable, "-c", PROGRAM, *options])

    unfinished = tmp_path / "attacked" / "unfinished"
    running = start("attacked")
    while running.poll() is None and not list(unfinished.glob("*.shard")):
        time.sleep(0.01)
    assert running.poll() is None, "it finished before it could be killed"
    running.kill()
    running.wait()
    assert not (tmp_path / "attacked" / "attack.json").exists()
    assert start("attacked").wait() == 0
    assert start("whole").wait() == 0
    assert _files(tmp_path / "attacked") == _files(tmp_path / "whole")


def test_labels_may_be_named_for_a_model_without_names(attack: Attack, tmp_path: Path) -> None:
    order = "contradiction,entailment,neutral"
    code, _, said = attack("--embedded", "de", "--labels", order)
    assert code == 0, said
    code, _, said = attack("--on", tmp_path / "attacked", "--labels", order, given=False, out="b")
    assert code == 0, said


def test_an_unknown_kind_is_named() -> None:
    with pytest.raises(UsageError, match="no attack 'bumble'") as caught:
        attempts_of(AttackRequest("mini", "xnli", kind="bumble"))
    assert "bumblebee" in caught.value.remedy
