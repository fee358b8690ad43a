"""Many employers: the engine, the round of one employer, what is shown and reported."""
