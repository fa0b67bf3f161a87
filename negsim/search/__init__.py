"""How packages are found, exactly: parts that hang together, enumeration in blocks, and merging of parts."""
