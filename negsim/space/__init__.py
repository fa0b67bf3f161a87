"""What can be agreed: issues and their options, packages, and the space of all of them."""
