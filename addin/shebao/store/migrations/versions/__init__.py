"""The revisions; ``migrating.REVISIONS`` lists them in order."""
