"""A projection applied: live, rebuilt beside, as of a moment, compared."""
