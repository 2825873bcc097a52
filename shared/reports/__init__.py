"""Reports: a list of rows as a value, from which its address, its JSON, its page and its files follow."""
