"""A person as such: what happens to whoever rulings speak of: their profile, and the erasure of their data."""
