"""Stores pins beside the client's cache, for runs without the network."""

import json
import os
import tempfile
from contextlib import suppress
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

from xstilts_kit.hub._errors import Place
from xstilts_kit.hub._repository import COMMIT, Kind, Pinned, RemoteFile


def memory_of(kind: Kind, id: str) -> Path:
    from huggingface_hub import constants

    root = Path(constants.HF_HUB_CACHE).parent / "xstilts" / "pins"
    return root / f"{kind}s--{id.replace('/', '--')}"


def _memory_file(folder: Path, asked: str) -> Path:
    name = quote(asked, safe="")
    return folder / f"{name if len(name) < 200 else sha256(asked.encode()).hexdigest()}.json"


def remember(folder: Path, asked: str, pinned: Pinned) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"asked": asked, "pinned": asdict(pinned)}, ensure_ascii=False, indent=1)
    handle, temporary = tempfile.mkstemp(dir=folder, prefix=".", suffix=".tmp")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(f"{text}\n")
        Path(temporary).replace(_memory_file(folder, asked))
    except BaseException:
        with suppress(OSError):
            Path(temporary).unlink(missing_ok=True)
        raise


def _read(path: Path) -> tuple[str, Pinned] | None:
    """Read a stored pin; None if it is missing or damaged."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        fields = content["pinned"]
        files = tuple(RemoteFile(**file) for file in fields.pop("files"))
        pinned = Pinned(files=files, **fields)
        return (str(content["asked"]), pinned) if COMMIT.fullmatch(pinned.commit) else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _snapshot_of_others(place: Place) -> Path | None:
    """A revision's files that other programs stored in the client's cache."""
    from huggingface_hub import constants
    from huggingface_hub.file_download import repo_folder_name

    name = repo_folder_name(repo_id=place.id, repo_type=place.kind)
    folder = Path(constants.HF_HUB_CACHE).expanduser() / name
    try:
        commit = (folder / "refs" / place.asked).read_text(encoding="utf-8").strip()
    except (OSError, ValueError):
        commit = place.asked
    if not COMMIT.fullmatch(commit) or memory_of(place.kind, place.id).is_dir():
        return None
    found = folder / "snapshots" / commit
    return found if found.is_dir() else None


def recall(place: Place) -> Pinned:
    folder = memory_of(place.kind, place.id)
    remembered = _read(_memory_file(folder, place.asked))
    if remembered is not None and remembered[0] == place.asked:
        return remembered[1]
    elsewhere = _snapshot_of_others(place)
    if elsewhere is not None:
        raise place.unfit(
            f"The {place} is in the Hub's cache, put there by another program, which left no"
            " digests to check it by; and HF_HUB_OFFLINE forbids to ask the Hub for them.",
            "Run the same command once without HF_HUB_OFFLINE, or give the folder itself:"
            f" {elsewhere}",
        )
    others = [found for path in sorted(folder.glob("*.json")) if (found := _read(path))]
    known = [asked if asked == p.commit else f"{asked} ({p.commit[:7]})" for asked, p in others]
    cached = f"cached revisions: {', '.join(known)}" if known else "no revision is cached"
    raise place.unfit(
        f"The {place} was not fetched at {place.asked!r} before ({cached}),"
        " and XSTILTS_OFFLINE or HF_HUB_OFFLINE forbids asking the Hub.",
        "Run the same command once without that variable, or choose a cached revision.",
    )
