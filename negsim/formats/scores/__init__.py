"""Score tables: points for each option, and the least number of points that each party takes, read and written."""
