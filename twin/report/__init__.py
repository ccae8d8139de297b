"""Reports: one HTML page that opens without a network and that anyone can make again to the digit.

    content --> render --> page        page --> read --> inputs --> recipe --> content --> the same page?

A recipe makes the content from the inputs alone (questions, plan, scenarios). The page carries the inputs as
JSON, so verifying runs the same path again and compares all that a reader sees.
"""

from twin.report.content import (
    Citation,
    Citations,
    Figure,
    Heading,
    Inputs,
    Maker,
    Notice,
    Paragraph,
    ReportContent,
    Specs,
    Table,
)
from twin.report.difference import diff
from twin.report.page import render
from twin.report.read import Limits, ReadReport, read_report
from twin.report.verify import Check, verify

__all__ = [
    "Check",
    "Citation",
    "Citations",
    "Figure",
    "Heading",
    "Inputs",
    "Limits",
    "Maker",
    "Notice",
    "Paragraph",
    "ReadReport",
    "ReportContent",
    "Specs",
    "Table",
    "diff",
    "read_report",
    "render",
    "verify",
]
