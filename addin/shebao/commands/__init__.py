"""One file for each thing that HR can do."""
