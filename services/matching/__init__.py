"""Matching: where a person can serve."""
