"""What was said: dated sources, statements, and the positions that they add up to."""
