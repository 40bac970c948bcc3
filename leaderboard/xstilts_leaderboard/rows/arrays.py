"""Arrays on disk, as ``.npz`` files whose bytes depend only on the arrays, not on the time."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from xstilts_kit.storage import write_atomically

Arrays = Mapping[str, NDArray[Any]]


def write_arrays(path: Path, arrays: Arrays) -> None:
    """Write arrays by name."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, array in sorted(arrays.items()):
            content = io.BytesIO()
            np.lib.format.write_array(content, np.ascontiguousarray(array), allow_pickle=False)
            info = zipfile.ZipInfo(f"{name}.npy")
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content.getvalue())
    write_atomically(path, packed.getvalue())


def read_arrays(path: Path) -> dict[str, NDArray[Any]]:
    """Read every array of a file; never executes what it contains."""
    with np.load(path, allow_pickle=False) as archive:
        return {name: archive[name] for name in archive.files}
