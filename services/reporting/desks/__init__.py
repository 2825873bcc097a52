"""Desks: one role's start page each."""
