"""Problem codes, errors that stop a command, arguments, and how problems and tables are shown."""
