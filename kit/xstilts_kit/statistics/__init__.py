"""Statistics: sums over bootstrap units, metrics of sums, replicates, intervals, agreement."""
