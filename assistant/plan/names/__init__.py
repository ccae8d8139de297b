"""What can be named: the cases and the parts of a loaded network, found in a question though misspelt."""
