"""What a question reads of an attack that was already made, of whatever kind."""

import json
from pathlib import Path

import pytest

from xstilts_baselines.questions.attacked import attacked


@pytest.mark.parametrize("name", ["polygloss-de", "bumblebee-de"])
def test_a_finished_attack_of_any_kind_is_read(name: str, tmp_path: Path) -> None:
    (tmp_path / "details").mkdir()
    path = f"details/{name}.jsonl"
    rows = [{"id": str(i), "before": i > 0, "after": i > 3} for i in range(8)]
    (tmp_path / path).write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    report = {"attacks": [{"name": name, "details": {"path": path}}]}
    (tmp_path / "attack.json").write_text(json.dumps(report))
    nowhere = tmp_path / "nowhere"
    found = attacked(nowhere, nowhere, (), (), 8, tmp_path, print)
    assert found["rate"][0] == pytest.approx(3 / 7)
