"""Push a run to the Hub: one repository, one commit, an allow-list of files.

All files are laid out first (`layout`), so a dry run shows exactly what a push uploads.
"""

from xstilts_baselines.push.layout import Pushed, lay_out
from xstilts_baselines.push.sending import Outcome, push

__all__ = ["Outcome", "Pushed", "lay_out", "push"]
