"""GeniusWeb's JSON files: a domain, and profiles that each hold it whole."""
