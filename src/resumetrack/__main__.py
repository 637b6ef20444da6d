"""`python -m resumetrack`: the console script by another name."""

from resumetrack.cli import main

if __name__ == "__main__":
    main()
