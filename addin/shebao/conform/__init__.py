"""What the author of a gateway to a real bureau runs against it: ``shebao conform URL``."""
