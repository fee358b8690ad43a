"""Plain values that every room speaks."""
