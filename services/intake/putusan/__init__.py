"""A putusan: a court's ruling, from paper to register."""
