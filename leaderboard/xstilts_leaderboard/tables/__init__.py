"""Tables of rows: ranking, columns, lines and views, with the languages' names."""
