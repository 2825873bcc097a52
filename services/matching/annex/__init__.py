"""A request to offices to fill Lampiran I by a day, and what each of them answered."""
