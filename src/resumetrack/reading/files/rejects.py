"""The form of rejected rows: as they were delivered, with columns added in front that are known when they come back."""

ADDED_FILE = "resumetrack_file"
ADDED_LINE = "resumetrack_line"
ADDED_REASONS = "resumetrack_reasons"
ADDED_PERIOD = "resumetrack_period"
ADDED = (ADDED_FILE, ADDED_LINE, ADDED_REASONS, ADDED_PERIOD)
REJECTS_DELIMITER = ","


def are_rejects(head: str) -> bool:
    """Whether a text holds rejected rows, so that it is separated by commas whatever the office uses."""
    return REJECTS_DELIMITER.join(ADDED) in head
