"""Finding passages: the index and its safe store, what questions and passages are weighed by, and the order that comes of it."""
