"""Statutory parameters as dated data with their citation; limits and calendar; pure."""
