"""A board's repository and pull requests on it; see `pull_requests`."""

from pull_requests import board_root, copy_example, pull_request

__all__ = ["board_root", "copy_example", "pull_request"]
