"""Reporting: what is told and to whom; it appends nothing."""
