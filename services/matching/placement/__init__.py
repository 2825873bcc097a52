"""A placement: proposals for one putusan, accepted or declined."""
