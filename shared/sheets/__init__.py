"""A file of many rows, whatever it is: opened, read as tables, each row carried out by itself and answered for."""
