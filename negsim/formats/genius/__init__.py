"""Genius XML: domains and utility spaces of GENIUS, read and written."""
