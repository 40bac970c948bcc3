"""The boards, found by discovery: every module here holds one value ``BOARD``."""
