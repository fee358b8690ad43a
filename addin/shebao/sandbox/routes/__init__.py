"""The published endpoints, one file per noun."""
