"""The command line: arguments to one library call to text. Answers go to stdout, everything else to stderr."""
