"""The units of the parties: who keeps an agenda of letters, by which letterhead and whose signature it writes."""
