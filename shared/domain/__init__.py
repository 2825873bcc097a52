"""The words every decider is written in: events, commands, refusals, identifiers; pure."""
