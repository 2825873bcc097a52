"""Requests to fill Lampiran I."""
