"""The assistant: retrieves evidence, plans runs of the twin, and argues from both."""
