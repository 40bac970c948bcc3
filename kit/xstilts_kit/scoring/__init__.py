"""Score: cells, means, intervals and consistency of one submission; comparisons of several."""
