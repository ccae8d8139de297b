"""The learnt reading: what a question is about, and what each of its numbers and names is for, from examples.

frames      edits as labelled frames with slots, and back
mentions    the numbers and names of a question, and which slots each may fill
traits      what the classifiers see of a question and of a mention
weights     the learnt weights and their scores
compose     the likeliest whole scenarios, with what speaks for and against them
trust       how likely a composed reading is right
lessons     examples from the question sets, aligned with their words
teach       fits the weights: python -m assistant.plan.learnt.teach
"""
