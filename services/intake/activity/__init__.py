"""What the parties do together: meetings, socialisation, communication between them, training of supervisors."""
