"""Agreements of the parties."""
