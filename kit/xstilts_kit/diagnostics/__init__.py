"""Problems with stable codes, errors that stop a command, and how both are shown."""
