"""Problem codes, errors that stop a command, and how both are printed."""
