# %% [markdown]
# # One large plant, or many small ones near the customers?
#
# Ask in plain words. Frugal Twin restates what it will compare, runs both networks under the same luck, and answers
# with a table, a figure, the passages it leans on and what the answer rests on. Everything runs on this machine.

# %%
from assistant import chat

chat()

# %% [markdown]
# The same in a cell of its own: the answer stays in this file and reads the same on every machine.

# %%
#: %load_ext assistant.magic

# %%
#: %%ask
#: Compare one big plant with ten micro-factories for the Ulive in France

# %% [markdown]
# Try next: `And with twenty?`, `What happens to lead times if Lyon is down for three weeks from day 60?`,
# `Which case supports the claim of 40 percent lower capital spending?`
