"""The national rule book: the law of every city, as data that the product carries."""
