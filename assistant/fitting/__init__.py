"""Fitting the learned weights: run by hand when question sets or lessons have grown, never when a question is answered."""
