"""``python -m xstilts_kit`` is ``xstilts-submit``."""

from xstilts_kit.cli import main

if __name__ == "__main__":
    main()
