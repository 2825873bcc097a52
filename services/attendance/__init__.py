"""Attendance: what was done and what it is worth."""
