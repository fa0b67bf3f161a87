"""What a party does with what it can see."""
