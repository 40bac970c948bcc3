"""STILTs baselines: recipes, training and studies. Imports the kit, never the leaderboard."""
