"""From a number to its predictions: models, prediction files, manifest and pull request."""

import json
import re
import subprocess
from pathlib import Path

import pytest

from benchmarks.many_rows import add_row
from xstilts_kit.sources.packs import Lock, write_lock
from xstilts_leaderboard.site.building import build
from xstilts_leaderboard.site.provenance import model_href, repository_of

BOARD = "https://github.com/board/xstilts"


def git(root: Path, *arguments: str) -> str:
    identity = ("-c", "user.name=A", "-c", "user.email=a@example.org")
    done = subprocess.run(
        ["git", *identity, *arguments], cwd=root, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


@pytest.fixture(scope="module")
def filed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, str]:
    """A board's repository with two filed rows, its site, and the second row's commit."""
    folder = tmp_path_factory.mktemp("filed")
    root, scored = folder / "root", folder / "scored"
    write_lock(root / "leaderboard" / "gold.lock", Lock(()))
    git(root, "init", "--quiet", "--initial-branch=main")
    for number, message in enumerate(("Add a row", "Add xtreme/row-0001 (#12)")):
        add_row(root, scored, number)
        git(root, "add", "--all")
        git(root, "commit", "--quiet", "--message", message)
    git(root, "remote", "add", "origin", "git@github.com:board/xstilts.git")
    build(root, scored, folder / "site", base_url="https://board.example/")
    return root, folder / "site", git(root, "rev-parse", "HEAD")


def test_a_number_leads_to_its_prediction_file(filed: tuple[Path, Path, str]) -> None:
    page = (filed[1] / "rows" / "xtreme" / "row-0001.html").read_text()
    at = f"https://huggingface.co/datasets/org/row-0001/blob/{'0' * 40}/xtreme/row-0001"
    assert f'<a href="{at}/predictions/xnli/th.jsonl" rel="noopener noreferrer">' in page
    assert f'href="{at.replace("/blob/", "/tree/")}"' in page


def test_a_row_leads_to_its_model_manifest_and_pull_request(
    filed: tuple[Path, Path, str],
) -> None:
    _, site, commit = filed
    page = (site / "rows" / "xtreme" / "row-0001.html").read_text()
    assert re.search(r'href="https://huggingface\.co/org/row-0001/tree/[0-9a-f]{40}"', page)
    filed_at = f"{BOARD}/blob/{commit}/leaderboard/submissions/xtreme/row-0001/manifest.json"
    assert f'href="{filed_at}"' in page
    assert f'href="{BOARD}/pull/12"' in page
    other = (site / "rows" / "xtreme" / "row-0000.html").read_text()
    assert "/pull/" not in other


def test_the_api_has_the_same_links(filed: tuple[Path, Path, str]) -> None:
    row = json.loads((filed[1] / "api" / "v1" / "rows" / "xtreme" / "row-0001.json").read_text())
    assert row["links"]["pull_request"] == f"{BOARD}/pull/12"
    assert row["links"]["models"][0].startswith("https://huggingface.co/org/row-0001/tree/")
    cell = next(c for c in row["cells"] if (c["task"], c["language"]) == ("xnli", "th"))
    assert cell["predictions"].endswith("/xtreme/row-0001/predictions/xnli/th.jsonl")


def test_every_page_has_a_canonical_address_and_a_preview(
    filed: tuple[Path, Path, str],
) -> None:
    site = filed[1]
    for path in site.rglob("*.html"):
        text = path.read_text()
        here = path.relative_to(site).as_posix()
        canonical = "" if here == "index.html" else here
        assert f'<link rel="canonical" href="https://board.example/{canonical}">' in text
        assert '<meta property="og:title" content="' in text
        assert 'href="https://github.com/board/xstilts"' in text  # in the menu
    image = (site / "static" / "preview.png").read_bytes()
    assert image.startswith(b"\x89PNG") and len(image) > 5000


@pytest.mark.parametrize(
    ("remote", "address"),
    [
        ("https://github.com/a/b", "https://github.com/a/b"),
        ("https://github.com/a/b.git", "https://github.com/a/b"),
        ("git@github.com:a/b.git", "https://github.com/a/b"),
        ("ssh://git@github.com/a/b.git", "https://github.com/a/b"),
        ("/srv/git/b.git", None),
        ("https://user:secret@github.com/a/b.git", None),
    ],
)
def test_the_repository_is_that_of_the_remote(
    remote: str, address: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GITHUB_REPOSITORY", raising=False)
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "remote", "add", "origin", remote)
    assert repository_of(tmp_path) == address


def test_an_action_says_its_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_SERVER_URL", "https://github.com")
    monkeypatch.setenv("GITHUB_REPOSITORY", "board/xstilts")
    assert repository_of(tmp_path) == BOARD


@pytest.mark.parametrize("name", ['org/"onclick=x', "a b", "../x/y", "org/model/more"])
def test_a_model_whose_id_is_no_id_has_no_address(name: str) -> None:
    assert model_href(name, "main", "hub") is None
