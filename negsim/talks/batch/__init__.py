"""Thousands of talks between built-in strategies as array computations."""
