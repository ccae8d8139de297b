"""Questions that lean on the conversation: what they add, take back, set anew or turn round."""
