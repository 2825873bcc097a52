"""A person as such: what happens to whoever rulings speak of. So far: the erasure of their data."""
