"""Editions to take away: a course as an EPUB, or as a folder of pages that opens without a network."""
