"""Run a recipe: plan it, train its phases, evaluate the checkpoints, record everything."""
