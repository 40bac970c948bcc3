"""Comments on a pull request what the scoring run reported; every byte of the report is hostile.

Only the standard library is used, so that nothing has to be installed beside a token that can
write. The order matters: a pull request may change the workflow that made the report, so which
pull request it is comes from the event, what it changes from GitHub, and only then is the report
opened. What is posted is made here, field by field; a word of the report is shown only where it is
one of the lists below.

When a run begins, the comment of an earlier one is marked as out of date; when it ends, the comment
says what was found of which commit. Whatever goes wrong, an old verdict does not stay.

Environment: GITHUB_EVENT_PATH, GITHUB_API_URL, GITHUB_REPOSITORY, GITHUB_SERVER_URL, GITHUB_TOKEN.
"""

import io
import json
import os
import re
import sys
import urllib.error
import urllib.parse
import urllib.request
import zipfile
from pathlib import Path
from typing import Any

MARKER = "<!-- xstilts-report -->"
AUTHOR = "github-actions[bot]"
LONGEST = 60_000
"""Characters of a comment; GitHub takes 65,536."""
LARGEST = 1 << 20
"""Bytes of the artifact, packed and unpacked."""
DEEPEST = 12
"""Levels of the report."""
MOST_FILES = 3_000
"""GitHub lists no more files of a pull request."""
FOLDER = re.compile(r"leaderboard/submissions/([a-z0-9-]{1,32}/[a-z0-9][a-z0-9._-]{0,63})/")
PATH = re.compile(r"[A-Za-z0-9._/ -]{1,96}")
OWN = Path(__file__).parents[2] / "leaderboard" / "benchmark"
"""Where a lab's own board defines tasks and boards: its file names are read, no file is run."""


def own(kind: str) -> tuple[str, ...]:
    """The names that the default branch defines in a folder."""
    names = (path.stem for path in sorted((OWN / kind).glob("*.py")))
    return tuple(name for name in names if re.fullmatch(r"[a-z0-9][a-z0-9-]{0,31}", name))


BOARDS = ("xtreme-8", "xtreme", "xtreme-r", "mini", *own("boards"))
DIVISIONS = ("zero-shot", "multilingual", "translate-train", "open")
TASKS = (
    *("xnli", "pawsx", "udpos", "panx", "xquad"),
    *("mlqa", "tydiqa", "bucc2018", "tatoeba"),
    *("xcopa", "lareqa", "mewslix"),
    *own("tasks"),
)


class Refused(Exception):
    """The report is not one, or more than this script is willing to read."""


class GitHub:
    """The few routes that are needed."""

    def __init__(self, api: str, repository: str, token: str) -> None:
        self._api, self._repository, self._token = api.rstrip("/"), repository, token

    def _open(self, method: str, path: str, body: Any = None) -> Any:
        url = path if path.startswith("http") else f"{self._api}/repos/{self._repository}{path}"
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(url, data=data, method=method)
        request.add_header("Authorization", f"Bearer {self._token}")
        request.add_header("Accept", "application/vnd.github+json")
        request.add_header("X-GitHub-Api-Version", "2022-11-28")
        return urllib.request.build_opener(_NoRedirect).open(request, timeout=60)

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """One answer as JSON."""
        with self._open(method, path, body) as answer:
            return json.load(answer)

    def pages(self, path: str, most: int) -> list[Any]:
        """All items of a list, at most `most` and a page more."""
        items: list[Any] = []
        for page in range(1, most // 100 + 2):
            sign = "&" if "?" in path else "?"
            found = self.ask("GET", f"{path}{sign}per_page=100&page={page}")
            items += found
            if len(found) < 100:
                break
        return items

    def artifact(self, number: int) -> bytes:
        """The packed bytes; the place that GitHub redirects to must not see the token."""
        try:
            with self._open("GET", f"/actions/artifacts/{number}/zip") as answer:
                return bytes(answer.read(LARGEST + 1))
        except urllib.error.HTTPError as error:
            if error.code not in (302, 307) or not error.headers.get("Location"):
                raise
            with urllib.request.urlopen(error.headers["Location"], timeout=60) as answer:
                return bytes(answer.read(LARGEST + 1))


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any) -> None:
        return None


def main() -> int:
    """Comment on the one pull request that the run belongs to; do nothing where there is none."""
    event = json.loads(Path(os.environ["GITHUB_EVENT_PATH"]).read_text(encoding="utf-8"))
    run = event["workflow_run"]
    github = GitHub(
        os.environ["GITHUB_API_URL"], os.environ["GITHUB_REPOSITORY"], os.environ["GITHUB_TOKEN"]
    )
    number = pull_request_of(github, run)
    if number is None:
        print("No open pull request has this commit as its head: nothing to say.")
        return 0
    begins = event.get("action") == "requested"
    failed = False
    try:
        text = BEGINS if begins else found_text(github, number, run)
    except Exception as error:  # an old verdict must not stay, whatever this is
        print(f"{type(error).__name__} while the report was made", file=sys.stderr)
        text, failed = CRASHED, True
    if pull_request_of(github, run) != number:
        print("The pull request has another head by now: the run of that one will comment.")
        return 0
    if text is not None:
        post(github, number, f"{MARKER}\n{text}\n\n{about(run)}\n"[:LONGEST], new=not begins)
    return 1 if failed else 0


BEGINS = "**Out of date.** A newer commit is being scored; its result will stand here."
CRASHED = (
    "**No verdict.** What the scoring run found could not be read. A maintainer has to look at it."
)


def about(run: Any) -> str:
    """The commit that the comment is about, and the run."""
    server = os.environ.get("GITHUB_SERVER_URL", "https://github.com")
    link = f"{server}/{os.environ['GITHUB_REPOSITORY']}/actions/runs/{int(run['id'])}"
    commit = str(run["head_sha"])
    if not re.fullmatch(r"[0-9a-f]{40,64}", commit):
        raise Refused("its commit is none")
    return f"About commit {commit[:10]}: out of date once there is a newer one. [The run]({link})."


def found_text(github: GitHub, number: int, run: Any) -> str | None:
    """What is to be said of a run that has ended; None for nothing."""
    files = github.pages(f"/pulls/{number}/files", MOST_FILES)
    scope = out_of_scope(files)
    if scope is None:
        return None
    folder = next(match[1] for one in files if (match := FOLDER.match(one["filename"])))
    return scope or report_text(github, int(run["id"]), folder)


def pull_request_of(github: GitHub, run: Any) -> int | None:
    """The open pull request whose head is the run's commit, from the event and GitHub alone."""
    repository = run["head_repository"]
    if repository is None:  # the fork was deleted
        return None
    owner, branch = repository["owner"]["login"], run["head_branch"]
    head = urllib.parse.quote(f"{owner}:{branch}", safe="")
    found = github.ask("GET", f"/pulls?state=open&head={head}&per_page=100")
    same = [int(one["number"]) for one in found if one["head"]["sha"] == run["head_sha"]]
    return same[0] if len(same) == 1 else None


def out_of_scope(files: list[Any]) -> str | None:
    """Why no number is shown; empty where all is in one submission's folder; None to be silent."""
    paths = [
        name for one in files for name in (one["filename"], one.get("previous_filename")) if name
    ]
    inside = [match[0] for path in paths if (match := FOLDER.match(path))]
    if not inside:
        return None
    if len(files) >= MOST_FILES:
        return "This pull request changes more files than can be looked at. It cannot be scored."
    if len(inside) < len(paths) or len(set(inside)) > 1:
        return (
            "This pull request changes more than one submission's folder, so no score is shown."
            " Put other changes into a pull request of their own."
        )
    return ""


def report_text(github: GitHub, run: int, folder: str) -> str:
    """What the run found, or that its report cannot be read."""
    found = github.ask("GET", f"/actions/runs/{run}/artifacts?per_page=100")["artifacts"]
    reports = [one for one in found if one["name"] == "report" and not one["expired"]]
    if len(found) != 1 or len(reports) != 1:
        return "The scoring run left no report. See the run for the reason."
    try:
        return described(read_report(github.artifact(int(reports[0]["id"]))), folder)
    except Refused as error:
        return f"The report of the scoring run was not opened: {error}."


def read_report(packed: bytes) -> Any:
    """The one file of the artifact, as JSON.

    Raises:
        Refused: It is larger, deeper or other than a report can be.
    """
    if len(packed) > LARGEST:
        raise Refused("it is too large")
    try:
        archive = zipfile.ZipFile(io.BytesIO(packed))
        entries = archive.infolist()
        if [entry.filename for entry in entries] != ["report.json"]:
            raise Refused("it holds other files than report.json")
        entry = entries[0]
        kind = entry.external_attr >> 16 & 0o170000
        if kind not in (0, 0o100000) or entry.flag_bits & 1:
            raise Refused("report.json is no plain file")
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Refused("it is packed in an unusual way")
        with archive.open(entry) as opened:
            content = opened.read(LARGEST + 1)
    except Refused:
        raise
    except Exception as error:  # zipfile lets through what the decompressors raise
        raise Refused("it is no sound archive") from error
    if len(content) > LARGEST:
        raise Refused("it is too large")
    if deepest(content) > DEEPEST:
        raise Refused("it is nested too deeply")
    try:
        return json.loads(content.decode("utf-8"), parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise Refused("it is not JSON") from error


def _no_constant(name: str) -> None:
    raise ValueError(name)


def deepest(content: bytes) -> int:
    """An upper bound of how deeply JSON is nested, found without parsing it."""
    level = most = 0
    for byte in content:
        if byte in b"[{":
            level += 1
            most = max(most, level)
        elif byte in b"]}":
            level -= 1
    return most


def described(report: Any, folder: str) -> str:
    """The comment, from fields that look as they must.

    Args:
        report: What the run left.
        folder: ``suite/name`` of the folder that the pull request changes, by GitHub.

    Raises:
        Refused: One does not.
    """
    table = _object(report)
    if table.get("schema") != "xstilts-report-v1":
        raise Refused("it is of another version")
    lines = ["**Preview.** What counts is scored again on main after the merge.", ""]
    for refusal in _objects(table.get("refusals"))[:20]:
        lines.append(f"- Refused: {_code(refusal.get('code'))}{_place(refusal.get('path'), None)}")
    for entry in _objects(table.get("submissions"))[:1]:
        if folder != f"{entry.get('suite')}/{entry.get('name')}":
            raise Refused("it is about another submission")
        lines += [f"`{folder}`", "", *_entry_lines(entry)]
    verdict = table.get("verdict")
    if verdict not in ("accepted", "refused"):
        raise Refused("its verdict is none")
    lines += ["", f"Verdict: **{verdict}**. The run's summary has every message."]
    return "\n".join(lines)


def _entry_lines(entry: dict[str, Any]) -> list[str]:
    division = entry.get("division")
    lines = [] if division is None else [f"Division: {_one_of(DIVISIONS, division)}", ""]
    for problem in _objects(entry.get("problems"))[:20]:
        place = _place(problem.get("path"), problem.get("line"))
        lines.append(f"- {_code(problem.get('code'))}{place}")
    obstacles = entry.get("obstacles")
    if isinstance(obstacles, list) and obstacles:
        kept = "1 reason keeps" if len(obstacles) == 1 else f"{len(obstacles)} reasons keep"
        lines.append(f"- {kept} it from being ranked: see the summary.")
    tasks = _objects(entry.get("tasks"))[:20]
    if tasks:
        lines += ["", "| task | score | 95 % interval |", "|---|---:|---:|"]
        lines += [
            f"| {_one_of(TASKS, one.get('task'))} | {_numbers(one, 'score')} |" for one in tasks
        ]
        lines.append(f"| overall | {_numbers(entry, 'overall')} |")
    for preview in _objects(entry.get("preview"))[:4]:
        low, high, of = (_count(preview.get(key)) for key in ("low", "high", "of"))
        board = _one_of(BOARDS, preview.get("board"))
        where = _one_of(DIVISIONS, preview.get("division"))
        rank = f"{low}" if low == high else f"{low} to {high}"
        lines.append(f"\nRank it would take on {board}, {where}: {rank} of {of}.")
    return lines


def _object(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Refused("a part of it is no object")
    return value


def _objects(value: Any) -> list[dict[str, Any]]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise Refused("a part of it is no list")
    return [_object(one) for one in value]


def _one_of(known: tuple[str, ...], value: Any) -> str:
    if not isinstance(value, str) or value not in known:
        raise Refused("a name in it is none")
    return value


def _code(value: Any) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"XS[0-9]{3}", value):
        raise Refused("a problem's code in it is none")
    return value


def _place(path: Any, line: Any) -> str:
    if path is None:
        return ""
    if not isinstance(path, str) or not PATH.fullmatch(path):
        return ", at a path that is not shown"
    return f" `{path}`" if line is None else f" `{path}` line {_count(line)}"


def _count(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 10**9:
        raise Refused("a count in it is none")
    return value


def _score(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Refused("a score in it is none")
    if not 0 <= value <= 100:  # false for NaN, and exact for whole numbers of any size
        raise Refused("a score in it is none")
    return f"{value:.1f}"


def _numbers(one: dict[str, Any], name: str) -> str:
    return f"{_score(one.get(name))} | {_interval(one.get('interval'))}"


def _interval(value: Any) -> str:
    if value is None:
        return "–"
    if not isinstance(value, list) or len(value) != 2:
        raise Refused("an interval in it is none")
    return f"{_score(value[0])}–{_score(value[1])}"


def post(github: GitHub, number: int, text: str, *, new: bool = True) -> None:
    """Write the comment, over the one that an earlier run left; `new`: also where there is none."""
    for comment in github.pages(f"/issues/{number}/comments", 1_000):
        login = (comment["user"] or {}).get("login")  # null where the account was deleted
        if login == AUTHOR and (comment["body"] or "").startswith(MARKER):
            github.ask("PATCH", f"/issues/comments/{int(comment['id'])}", {"body": text})
            return
    if new:
        github.ask("POST", f"/issues/{number}/comments", {"body": text})


if __name__ == "__main__":
    sys.exit(main())
