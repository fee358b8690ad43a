"""Builds the add-in file and puts it into Excel."""
