"""Papers: from what an office wants to say to a PDF that it can sign, keep for ever and have read aloud."""
