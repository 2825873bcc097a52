"""Whom and what an account concerns: an office, a court, a host, a klien."""
