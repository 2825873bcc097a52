"""Kills, cuts and races, minutes long: `make faults`."""
