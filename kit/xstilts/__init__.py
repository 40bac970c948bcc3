"""The command ``xstilts``. The Python API is the package ``xstilts_kit``."""
