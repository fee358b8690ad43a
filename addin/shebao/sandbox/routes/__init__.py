"""The published endpoints, one router per noun."""
