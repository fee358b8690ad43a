"""The HTTP client of the bureau."""
