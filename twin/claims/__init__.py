"""Claims of the seed article: what was written down before, what the twin gives, and the verdict.

load_ledger() -> Ledger        check(names) -> rows with a verdict each
"""

from twin.claims.check import Checked, check
from twin.claims.judge import VERDICTS, Found, Verdict, verdict
from twin.claims.ledger import ClaimTest, Entry, Ledger, Side, load_ledger, seed_claims

__all__ = [
    "VERDICTS",
    "Checked",
    "ClaimTest",
    "Entry",
    "Found",
    "Ledger",
    "Side",
    "Verdict",
    "check",
    "load_ledger",
    "seed_claims",
    "verdict",
]
