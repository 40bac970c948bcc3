"""Pushing a run to the Hub: one repository, one commit, an allow-list of files.

Everything that would go is laid out first (`layout`), so a dry run shows exactly what a push sends.
"""

from xstilts_baselines.push.layout import Pushed, lay_out
from xstilts_baselines.push.sending import Outcome, push

__all__ = ["Outcome", "Pushed", "lay_out", "push"]
