"""The job as one would write it today with other tools: each file is a program of its own, run by `bench.run`."""
