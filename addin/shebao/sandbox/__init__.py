"""The sandbox bureau: an HTTP server that plays the tax bureau for social insurance."""
