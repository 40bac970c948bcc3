"""The axis inside a table, on which scores are dots and their intervals lines."""

WIDTH, MARGIN = 150, 6
