"""Tests of the reports and the desks."""
