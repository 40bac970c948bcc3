"""Primary files supplied by the user: ``--from TASK=PATH``."""

from dataclasses import dataclass, field
from os.path import expanduser  # unlike Path.expanduser, does not raise for an unknown user
from pathlib import Path

from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.downloads.places import relative_path
from xstilts_kit.editions.builders import PrimaryFile


@dataclass(frozen=True, slots=True)
class Given:
    """An archive or a folder with the primary files of a task.

    In a folder, a file is found by its name, by ``<host>/<path>`` of its address, or by the last
    part of its name. Otherwise, and for archives, the builder receives the folder or archive itself
    and searches inside.
    """

    path: Path
    _index: dict[str, list[Path]] = field(default_factory=dict)

    def find(self, file: PrimaryFile) -> Path:
        """Path of a primary file, or of the folder or archive that contains it."""
        if not self.path.is_dir():
            return self.path
        names = [file.name]
        if file.url is not None:
            names.append(relative_path(file.url).as_posix())
        for name in names:
            if (self.path / name).is_file():
                return self.path / name
        if not self._index:
            for path in sorted(self.path.rglob("*")):
                if path.is_file():
                    self._index.setdefault(path.name, []).append(path)
        for name in names:
            found = self._index.get(name.rpartition("/")[2], [])
            whole = [path for path in found if path.as_posix().endswith(f"/{name}")]
            if whole or len(found) == 1:
                return (whole or found)[0]
        return self.path


def open_given(task: str, path: str) -> Given:
    """Open the archive or folder of ``--from``.

    Raises:
        DataError: It does not exist.
    """
    place = Path(expanduser(path))  # noqa: PTH111
    if not place.exists():
        raise DataError(
            f"--from {task}={path}: no such file or folder.",
            f"Give the archive, or the folder, that holds the primary files of {task}.",
        )
    return Given(place)
