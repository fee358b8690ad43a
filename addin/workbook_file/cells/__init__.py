"""The cells of a sheet: one by one or as the stream they came in, and the values they mean."""
