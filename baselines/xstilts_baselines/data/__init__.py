"""Training data: where they are, how they are read, and labelled samples from them."""
