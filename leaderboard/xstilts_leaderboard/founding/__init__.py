"""A lab's own board: its repository, made from this project's own workflows and scripts."""
