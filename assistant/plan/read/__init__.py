"""One question read by the grammar: clauses, drafts of edits, designs, what is left over, what is open."""
