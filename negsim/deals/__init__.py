"""What could be agreed: zone, frontier, solutions, breaches, nearest deals, conflicts, repairs, odds, trades."""
