"""The command line bakti, one file a command."""
