"""``python -m negsim``: the same as the command ``negsim``."""

from negsim.cli.main import main

if __name__ == "__main__":
    main()
