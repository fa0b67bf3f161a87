"""The tests of negsim, in families (CONTRIBUTING.md)."""
