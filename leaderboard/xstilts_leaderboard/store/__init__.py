"""The board's repository: submissions, their predictions, gold packs, and git."""
