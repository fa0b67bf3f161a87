"""Talks whose strategies run in processes of their own, where they can neither cheat nor hang nor fill the memory."""
