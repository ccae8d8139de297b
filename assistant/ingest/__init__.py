"""The user's own documents: found, parsed in a child process, cut into passages, kept in the library."""
