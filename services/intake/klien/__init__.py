"""A person as such: what happens to whoever rulings speak of: profile, litmas, and the erasure of their data."""
