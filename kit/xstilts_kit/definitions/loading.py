"""Load the values of a folder's modules, with errors that name file and line."""

import json
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

from xstilts_kit.diagnostics.errors import DataError

Value = TypeVar("Value")


def read_values(
    folder: Path | None, kind: str, value: str, type_: type[Value]
) -> Iterator[tuple[Path, Value]]:
    """Execute each module of a sub-folder; yield its path and its one value, in order of names.

    Modules whose names begin with an underscore are left out. Modules are not kept in
    ``sys.modules``, and no bytecode is written.

    Args:
        folder: The folder of definitions, or None.
        kind: The sub-folder.
        value: The name that each module defines.
        type_: The value's type.

    Raises:
        DataError: A module cannot be executed, or defines no such value.
    """
    if folder is None or not (folder / kind).is_dir():
        return
    for path in sorted((folder / kind).glob("*.py")):
        if not path.name.startswith("_"):
            yield path, _value(path, value, type_)


def read_document(path: Path) -> dict[str, Any]:
    """Read a JSON object.

    Raises:
        DataError: The file is not one.
    """
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror}.", "Look at the file.") from error
    except (ValueError, RecursionError) as error:
        raise DataError(f"{path} is not JSON: {error}.", "Write the file again.") from error
    if not isinstance(document, dict):
        raise DataError(f"{path} is not a JSON object.", "Write the file again.")
    return document


def conflict(path: Path, what: str, name: str) -> DataError:
    """The error for a name that exists already."""
    return DataError(
        f"{path}: there is already {what} called {name!r}.", "Give yours another name."
    )


def _value(path: Path, name: str, type_: type[Value]) -> Value:
    defined = _executed(path)
    if name not in defined:
        raise DataError(f"{path} defines no {name}.", f"Add a line `{name} = {type_.__name__}(…)`.")
    value = defined[name]
    if not isinstance(value, type_):
        raise DataError(
            f"{path}: {name} is a {type(value).__name__}, not a {type_.__name__}.",
            f"Add a line `{name} = {type_.__name__}(…)`.",
        )
    own = getattr(value, "name", path.stem)
    if own != path.stem:  # so that the folder's file names list what it defines
        raise DataError(f"{path} defines {own!r}.", f"Name the file {own}.py.")
    return value


def _executed(path: Path) -> dict[str, Any]:
    try:
        code = compile(path.read_bytes(), str(path), "exec", dont_inherit=True)
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror}.", "Look at the file.") from error
    except SyntaxError as error:
        raise _faulty(path, error.lineno, f"{error.msg}") from error
    except ValueError as error:  # a NUL byte
        raise _faulty(path, None, str(error)) from error
    values = {"__name__": f"xstilts_definitions.{path.stem}", "__file__": str(path)}
    try:
        exec(code, values)
    except (Exception, SystemExit) as error:
        frames = traceback.extract_tb(error.__traceback__)
        lines = [frame.lineno for frame in frames if frame.filename == str(path)]
        what = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
        raise _faulty(path, lines[-1] if lines else None, what) from error
    return values


def _faulty(path: Path, line: int | None, what: str) -> DataError:
    where = f"{path}, line {line}" if line else str(path)
    return DataError(f"{where}: {what}.", "Correct the module; it may hold nothing but its value.")
