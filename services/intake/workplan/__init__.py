"""Marks in the agreement's work plan: which unit does what for a row of it, until when, and whether it is done."""
