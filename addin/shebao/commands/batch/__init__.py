"""Working through a list of employers."""
