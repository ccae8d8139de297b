"""The learnt reading: what a question is about, and what each of its numbers and names is for, from examples.

frames      edits as labelled frames with slots, and back
mentions    the numbers and names of a question, and which slots each may fill
traits      what the classifiers see of a question and of a mention
weights     the learnt weights and their scores
fill        mentions dealt out to the slots of operations
sets, seen  the likeliest designs and operations; what else the words of a question say
compose     the likeliest whole scenarios, with what speaks for and against them
choose      which of them is meant, or the grammar's, or none, and how sure that is
reader      runs what can be trusted, and asks about the rest
steps, moves, lean  the same for questions that lean on the conversation
lessons     examples from the question sets, aligned with their words (fitted by `assistant.fitting.reading`)
"""
