"""What two services use, or what carries something that two services use."""
