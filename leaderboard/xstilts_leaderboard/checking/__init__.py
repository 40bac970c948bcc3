"""Check a pull request: what it changes, whether its submission may become a row, the verdict."""
