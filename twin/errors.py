"""The exceptions that Frugal Twin raises, in one place.

FrugalTwinError
  InputError   the words of a question, a command, a file or a specification are wrong (exit code 2)
  RunError     the words were right and the work failed, or a report does not verify (exit code 1)
"""


class FrugalTwinError(Exception):
    """Base of every error raised on purpose; its text is one clear line for the reader."""


class InputError(FrugalTwinError):
    """Something the user wrote cannot be: says what, where, what is allowed and what to do."""


class RunError(FrugalTwinError):
    """The request was right and could not be carried out."""
