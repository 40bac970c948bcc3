"""Statistics: sums over bootstrap units, metrics, replicates, intervals, agreement."""
