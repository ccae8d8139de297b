"""How good is it? Question sets scored: retrieval, plans, numbers, and two models side by side (`frugal-twin eval`)."""
