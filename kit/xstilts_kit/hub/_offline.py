"""Whether network access is allowed, for the Hub and for every other download."""

import os
import sys

_YES = frozenset({"1", "on", "true", "yes"})


def is_offline() -> bool:
    """Whether ``XSTILTS_OFFLINE`` or ``HF_HUB_OFFLINE`` forbids the network.

    The Hub's client reads its variable once, on import; that value counts as well.
    """
    values = (os.environ.get(name, "") for name in ("XSTILTS_OFFLINE", "HF_HUB_OFFLINE"))
    client = sys.modules.get("huggingface_hub.constants")
    return any(value.lower() in _YES for value in values) or bool(
        getattr(client, "HF_HUB_OFFLINE", False)
    )
