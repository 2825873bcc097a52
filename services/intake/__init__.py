"""Intake: what comes in, and who the person is."""
