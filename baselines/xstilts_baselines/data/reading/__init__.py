"""Reading labelled data: original files and the Hub's tables, one way for every task's samples."""
