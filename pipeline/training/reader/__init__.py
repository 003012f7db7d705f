"""Trains the reader: where does this person go, by the words of the text."""
