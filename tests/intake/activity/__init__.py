"""Activities of the parties."""
