"""Who may do what: accounts, sign-in, the one policy table."""
