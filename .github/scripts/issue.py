"""Opens an issue that names the rows that could not be published; a later run writes it anew.

The lists come from jobs that read hostile data: no text of theirs is shown but names of rows that
look like names. The reasons stand in the run, as warnings.

Environment: GITHUB_API_URL, GITHUB_REPOSITORY, GITHUB_RUN_ID, GITHUB_TOKEN, RUNNER_TEMP.
"""

import json
import os
import re
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
from comment import AUTHOR, GitHub

MARKER = "<!-- xstilts-left-out -->"
TITLE = "Rows that could not be published"
NAME = re.compile(r"[a-z0-9-]{1,32}/[a-z0-9][a-z0-9._-]{0,63}")
LARGEST = 4 << 20
SHOWN = 100


def main() -> int:
    """Open or update the issue where there is something to say."""
    names = left_out(Path(os.environ["RUNNER_TEMP"]) / "failed")
    if not names:
        print("No row was left out.")
        return 0
    print(f"::warning title=Rows left out::{len(names)} could not be published")
    try:
        tell(names)
    except Exception as error:  # the site is published; that is not to be called a failure
        print(f"::warning title=No issue::it could not be opened ({type(error).__name__})")
    return 0


def left_out(folder: Path) -> list[str]:
    """The names in every list of a folder, sorted."""
    found: set[str] = set()
    for path in sorted(folder.rglob("*.json")):
        if path.is_symlink() or not path.is_file() or path.stat().st_size > LARGEST:
            continue
        try:
            rows = json.loads(path.read_text(encoding="utf-8"))["rows"]
            found |= {one["row"] for one in rows if NAME.fullmatch(one["row"])}
        except (ValueError, KeyError, TypeError, RecursionError):
            print(f"::warning title=No list::{path.name[:40]!r} cannot be read")
    return sorted(found)


def tell(names: list[str]) -> None:
    """Write the issue, over the one that is open."""
    repository = os.environ["GITHUB_REPOSITORY"]
    github = GitHub(os.environ["GITHUB_API_URL"], repository, os.environ["GITHUB_TOKEN"])
    server = os.environ.get("GITHUB_SERVER_URL", "https://github.com")
    run = f"{server}/{repository}/actions/runs/{int(os.environ['GITHUB_RUN_ID'])}"
    lines = [
        MARKER,
        "The site was published without these rows. The reason for each is a warning of"
        f" [the run]({run}).",
        "",
        *(f"- `{name}`" for name in names[:SHOWN]),
    ]
    if len(names) > SHOWN:
        lines.append(f"- and {len(names) - SHOWN} more")
    body: dict[str, Any] = {"title": TITLE, "body": "\n".join(lines) + "\n"}
    for issue in github.pages("/issues?state=open", 1_000):
        login = (issue["user"] or {}).get("login")
        if login == AUTHOR and (issue["body"] or "").startswith(MARKER):
            github.ask("PATCH", f"/issues/{int(issue['number'])}", body)
            return
    github.ask("POST", "/issues", body)


if __name__ == "__main__":
    sys.exit(main())
