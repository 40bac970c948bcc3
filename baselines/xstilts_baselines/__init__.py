"""STILTs baselines: recipes, training and, later, studies. Imports the kit, never the board."""
