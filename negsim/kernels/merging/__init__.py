"""Merging: the efficient sums of one row of each of many tables, arrays in and arrays out."""
