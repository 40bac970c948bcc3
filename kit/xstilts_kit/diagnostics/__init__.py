"""Problems with stable codes, errors that stop a command, arguments, and how tables are drawn."""
