"""Many problems: what might be true instead, and how the answers change with it."""
