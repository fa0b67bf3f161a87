"""NegMAS YAML: outcome spaces and utility functions of NegMAS, read and written."""
