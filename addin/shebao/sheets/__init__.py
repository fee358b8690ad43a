"""Worksheet ranges and the rows they hold."""
