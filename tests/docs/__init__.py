"""What the README files say of commands and tasks is written by the code itself."""
