"""The agreements of the parties: Nota Kesepakatan and Perjanjian Kerja Sama, from the first draft to their last day."""
