"""The regency's settings: what it decides where neither statute nor ruling does, dated and with its reason."""
