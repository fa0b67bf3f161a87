"""Who may move when, and what ends a talk."""
