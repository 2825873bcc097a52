"""Who did and saw what, in which role, of whom and why: one append-only table with a hash chain of its own."""
