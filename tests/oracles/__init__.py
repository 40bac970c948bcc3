"""The official scorers and algorithms written a second time, slowly and plainly, for comparison."""
