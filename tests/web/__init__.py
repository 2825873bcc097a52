"""Tests of what every address shares."""
