"""Definitions from a folder outside the package: a lab's own tasks, suites, boards and editions.

The folder has the kit's own layout, one value per file, named after the value::

    tasks/NAME.py      TASK      suites/NAME.py     SUITE
    boards/NAME.py     BOARD     editions/NAME.json

A process uses at most one such folder: the one given to `use`, else the one in the environment
variable ``XSTILTS_TASKS``. Discovery (`all_tasks`, `SUITES`, `BOARDS`, `all_editions`) then adds
its values to those of the package; a name that the package has already is an error. The modules
are executed, so only use a folder that you trust.
"""

from xstilts_kit.definitions.live import Live
from xstilts_kit.definitions.loading import conflict, read_document, read_values
from xstilts_kit.definitions.using import VARIABLE, InUse, in_use, use, use_tasks

__all__ = [
    "VARIABLE",
    "InUse",
    "Live",
    "conflict",
    "in_use",
    "read_document",
    "read_values",
    "use",
    "use_tasks",
]
