"""The leaderboard: which submissions may become rows. Imports the kit, never the baselines."""
