"""Sums over units, their bootstrap, and what follows from them."""
