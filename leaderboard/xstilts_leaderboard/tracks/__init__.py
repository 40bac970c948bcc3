"""Tracks: pages beside the boards, one module each."""
