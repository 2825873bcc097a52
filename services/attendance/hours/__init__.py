"""Hours: all sentences and all logged work of one person."""
