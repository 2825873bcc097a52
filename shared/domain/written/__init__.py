"""What people write of days, hours, figures and words, as values: the same readers for a form, a cell and a letter."""
