"""Training data: locations, readers, and labelled samples."""
