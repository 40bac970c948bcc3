"""Training text with synonyms (RS-DA): what is drawn, what is refused, what is recorded."""

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from xstilts_baselines.data.samples import PairSample, TagSample
from xstilts_baselines.data.synonyms import open_synonyms
from xstilts_baselines.recipes import load_recipe, load_stilts
from xstilts_baselines.run.folder import RunFolder
from xstilts_baselines.run.noting import note_synonyms
from xstilts_baselines.training.rewriting import Paraphrasing
from xstilts_kit.diagnostics.errors import DataError, UsageError

WORDS = {"big": ["large", "huge", "big"], "dog": ["hound", "house pet"]}
PAIR = PairSample("7", "A big  dog.", "The dog is big", "neutral")


@pytest.fixture
def places(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "synonyms.json").write_text(json.dumps(WORDS))
    return {"synonyms": f"folder:{tmp_path}"}


def test_a_word_is_itself_or_a_synonym_all_equally_likely(places: dict[str, str]) -> None:
    change = Paraphrasing(open_synonyms(places))
    found = [change.sample(PAIR, "1/mnli", epoch) for epoch in range(900)]
    assert found == [change.sample(PAIR, "1/mnli", epoch) for epoch in range(900)]
    last = Counter(one.text_b.split()[-1] for one in found if isinstance(one, PairSample))
    assert set(last) == {"big", "large", "huge"}
    assert all(240 < count < 360 for count in last.values())
    texts = {one.text_a for one in found if isinstance(one, PairSample)}
    assert texts == {f"A {word}  dog." for word in last}  # blanks stay; "dog." is no known word


def test_a_token_stays_one_word(places: dict[str, str]) -> None:
    change = Paraphrasing(open_synonyms(places))
    sample = TagSample("1", ("dog",), ("NOUN",))
    found = {change.sample(sample, "1", epoch) for epoch in range(40)}
    assert found == {sample, replace(sample, tokens=("hound",))}


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"{", "not JSON in UTF-8"),
        (b'{"a": ["b"], "a": []}', "not JSON in UTF-8"),
        (b"\xff", "not JSON in UTF-8"),
        (b"[]", "not an object"),
        (b"{}", "not an object"),
        (b'{"a": "b"}', "'a' has no list of words"),
        (b'{"a": [1]}', "'a' has no list of words"),
        (None, "There is no file"),
    ],
)
def test_a_faulty_file_is_refused(content: bytes | None, complaint: str, tmp_path: Path) -> None:
    if content is not None:
        (tmp_path / "synonyms.json").write_bytes(content)
    with pytest.raises(DataError) as caught:
        open_synonyms({"synonyms": f"folder:{tmp_path}"})
    assert complaint in caught.value.what


def test_without_a_place_the_command_is_named() -> None:
    with pytest.raises(UsageError) as caught:
        open_synonyms({"": "miniature"})
    assert "--data synonyms=folder:DIR" in caught.value.remedy


@pytest.mark.parametrize(
    ("table", "complaint"),
    [
        ("[paraphrase]", "paraphrase.at: there is no intermediate task"),
        (
            '[paraphrase]\nat = "both"\n[switch]\nat = "targets"\nlanguages = ["de"]',
            "paraphrase.at: the text of this phase is replaced by [switch] already",
        ),
        ("[paraphrase]\nratio = 1", "unknown key 'ratio'"),
    ],
)
def test_a_faulty_table_is_refused(table: str, complaint: str, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(
        f'[base]\nmodel = "mini"\n[settings]\nbatch = 8\nlearning_rate = 1e-3\nsteps = 2\n'
        f'{table}\n[[targets]]\ntask = "xnli"\n'
    )
    with pytest.raises(UsageError) as caught:
        load_recipe(str(path))
    assert complaint in caught.value.what


def test_a_run_keeps_its_synonyms(places: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    folder = RunFolder(tmp_path / "run", {})
    note_synonyms(folder, open_synonyms(places))
    note_synonyms(folder, open_synonyms(places))
    (tmp_path / "synonyms.json").write_text('{"other": ["words"]}')
    with pytest.raises(UsageError, match="begun with another file of synonyms"):
        note_synonyms(folder, open_synonyms(places))


def test_a_recipe_states_it() -> None:
    assert load_stilts("e5-mnli-paraphrased").as_json()["paraphrase"] == {"at": "intermediate"}
    assert "paraphrase" not in load_stilts("e5-mnli").as_json()
