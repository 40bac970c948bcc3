"""The geometry of every figure: pure functions from numbers to coordinates; templates draw them."""
