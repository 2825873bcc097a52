"""The four services in one list: every event, decider, projection and address of the house."""
