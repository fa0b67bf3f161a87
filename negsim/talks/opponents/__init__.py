"""What a party can tell of the others' preferences, from what they offer and from what they have said."""
