"""A GitHub on 127.0.0.1: one repository's pull requests, files, artifacts and comments."""

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote

OWNER = "board"


@dataclass
class GitHub:
    """What the repository ``board/xstilts`` holds."""

    pull_requests: list[dict[str, Any]] = field(default_factory=list)
    files: list[dict[str, Any]] = field(default_factory=list)
    artifacts: list[dict[str, Any]] = field(default_factory=list)
    packed: bytes = b""
    redirect: bool = True
    moves_after_artifact: str | None = None
    """The head that the pull requests have once the artifact was fetched."""
    comments: list[dict[str, Any]] = field(default_factory=list)
    issues: list[dict[str, Any]] = field(default_factory=list)
    requests: list[tuple[str, str, str | None]] = field(default_factory=list)
    """Method, path, authorization."""
    url: str = ""

    @property
    def posted(self) -> list[str]:
        return [comment["body"] for comment in self.comments]


@contextmanager
def loopback_github() -> Iterator[GitHub]:
    """One for as long as the block lasts."""
    github = GitHub()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: Any) -> None:
            """Tests read `GitHub.requests`."""

        def do_GET(self) -> None:
            self._answer()

        def do_POST(self) -> None:
            self._answer()

        def do_PATCH(self) -> None:
            self._answer()

        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            path, _, query = self.path.partition("?")
            github.requests.append((self.command, path, self.headers.get("Authorization")))
            asked = {key: values[0] for key, values in parse_qs(query).items()}
            short = path.removeprefix(f"/repos/{OWNER}/xstilts")
            if short == "/pulls":
                head = unquote(asked["head"])
                found = [p for p in github.pull_requests if p["head"]["label"] == head]
                self._json(found)
            elif re.fullmatch(r"/pulls/\d+/files", short):
                self._page(github.files, asked)
            elif re.fullmatch(r"/actions/runs/\d+/artifacts", short):
                self._json({"artifacts": github.artifacts})
            elif re.fullmatch(r"/actions/artifacts/\d+/zip", short):
                if github.redirect:
                    self.send_response(302)
                    self.send_header("Location", f"{github.url}/blob")
                    self.send_header("Content-Length", "0")
                    self.end_headers()
                else:
                    self._send(200, github.packed)
            elif short == "/issues" and self.command == "POST":
                user = {"login": "github-actions[bot]"}
                issue = {"number": len(github.issues) + 1, "user": user, **json.loads(body)}
                github.issues.append(issue)
                self._json(issue)
            elif short == "/issues":
                self._page(github.issues, asked)
            elif re.fullmatch(r"/issues/\d+", short) and self.command == "PATCH":
                number = int(short.rpartition("/")[2])
                issue = next(one for one in github.issues if one["number"] == number)
                issue |= json.loads(body)
                self._json(issue)
            elif path == "/blob":
                if github.moves_after_artifact is not None:
                    for one in github.pull_requests:
                        one["head"]["sha"] = github.moves_after_artifact
                self._send(200, github.packed)
            elif short.startswith("/issues/comments/") and self.command == "PATCH":
                number = int(short.rpartition("/")[2])
                comment = next(one for one in github.comments if one["id"] == number)
                comment["body"] = json.loads(body)["body"]
                self._json(comment)
            elif self.command == "POST" and short.endswith("/comments"):
                comment = {
                    "id": len(github.comments) + 1,
                    "user": {"login": "github-actions[bot]"},
                    "body": json.loads(body)["body"],
                }
                github.comments.append(comment)
                self._json(comment)
            elif short.endswith("/comments"):
                self._page(github.comments, asked)
            else:
                self._send(404, b"{}")

        def _page(self, items: list[Any], asked: dict[str, str]) -> None:
            size, page = int(asked["per_page"]), int(asked["page"])
            self._json(items[size * (page - 1) : size * page])

        def _json(self, value: Any) -> None:
            self._send(200, json.dumps(value).encode())

        def _send(self, status: int, content: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    github.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield github
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
