"""A Hub on 127.0.0.1 for tests: repositories in memory, served to the Hub's real client.

`loopback_hub` starts one. The client reads its environment when it is imported: `run_cli` and
`run_python` run a process that talks to it, and `client.call_cli` a command in this process.
`xtreme_dataset` and `xtreme_from_folder` make ``google/xtreme`` as the Hub has it.
"""

from loopback_hub.environment import NOWHERE, environment, run_cli, run_python
from loopback_hub.repository import Commit, Repository, StoredFile
from loopback_hub.server import Fault, Hub, Request, loopback_hub
from loopback_hub.xtreme import xtreme_dataset, xtreme_files, xtreme_from_folder, xtreme_rows

__all__ = [
    "NOWHERE",
    "Commit",
    "Fault",
    "Hub",
    "Repository",
    "Request",
    "StoredFile",
    "environment",
    "loopback_hub",
    "run_cli",
    "run_python",
    "xtreme_dataset",
    "xtreme_files",
    "xtreme_from_folder",
    "xtreme_rows",
]
