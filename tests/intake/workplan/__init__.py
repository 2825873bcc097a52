"""Marks in the work plan."""
