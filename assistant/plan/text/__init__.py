"""Words of a question, its numbers with their units, and the vocabulary."""
