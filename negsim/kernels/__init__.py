"""Arrays in, arrays out: dominance, sums of sets, numbering, connected sets, hitting sets. No domain word."""
