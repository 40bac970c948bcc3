"""A package index on this machine, with the wheels that the tests' environment was made from."""

import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import Distribution, distribution
from pathlib import Path
from threading import Thread
from typing import Any

from packaging.requirements import Requirement

_LEFT_OUT = ("RECORD", "INSTALLER", "REQUESTED", "direct_url.json")


def add_wheel(index: Path, wheel: Path) -> None:
    """Put a wheel into its project's folder."""
    project = index / _normal(wheel.name.split("-")[0])
    project.mkdir(parents=True, exist_ok=True)
    (project / wheel.name).write_bytes(wheel.read_bytes())


def add_installed(index: Path, requirements: list[str]) -> None:
    """Pack the installed distributions that are required, and all that these require."""
    waiting, done = [Requirement(one) for one in requirements], set[str]()
    while waiting:
        wanted = waiting.pop()
        if wanted.marker is not None and not wanted.marker.evaluate({"extra": ""}):
            continue
        if (name := _normal(wanted.name)) in done:
            continue
        done.add(name)
        found = distribution(name)
        _pack(index / name, found)
        waiting += [Requirement(one) for one in found.requires or ()]


def _pack(folder: Path, found: Distribution) -> None:
    """Make a wheel of an installed distribution; its scripts are made anew from its metadata."""
    tag = re.findall(r"^Tag: (.*)$", found.read_text("WHEEL") or "", re.MULTILINE)[0]
    name = re.sub(r"[-.]+", "_", found.metadata["Name"])
    folder.mkdir(parents=True)
    info = f"{name}-{found.version}.dist-info"
    rows: list[str] = []
    path = folder / f"{name}-{found.version}-{tag}.whl"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for file in found.files or ():
            if file.parts[0] == ".." or "__pycache__" in file.parts or file.name in _LEFT_OUT:
                continue
            inside = file.parts[0].endswith(".dist-info")
            place = "/".join([info, *file.parts[1:]]) if inside else file.as_posix()
            archive.write(found.locate_file(file), place)  # type: ignore[arg-type]
            rows.append(f"{place},,\n")
        archive.writestr(f"{info}/RECORD", "".join([*rows, f"{info}/RECORD,,\n"]))


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        pass


@contextmanager
def serve(index: Path) -> Iterator[str]:
    """Serve the folder's listings, which are an index as PEP 503 describes it, on loopback."""
    handler = partial(_Quiet, directory=str(index))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()
