"""Who wants what: parties with preferences, red lines and reservations, and readings of what they said."""
