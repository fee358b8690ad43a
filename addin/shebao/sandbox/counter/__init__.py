"""The bureau's counter: a page at the sandbox's root from which a trainer plays the other side."""
