"""Letters that come in and go out: registered in an agenda without gaps, numbered, corrected, struck out."""
