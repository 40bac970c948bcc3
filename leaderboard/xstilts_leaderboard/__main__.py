"""``python -m xstilts_leaderboard`` is ``xstilts-leaderboard``."""

from xstilts_leaderboard.cli import main

main()
