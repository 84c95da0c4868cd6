"""Time in the local Hub: derived from what happened before, never from the wall, so that every run has the same ids."""

from __future__ import annotations

from datetime import datetime, timezone

SEED_DATE = "2023-01-01T00:00:00.000Z"
"""When a seeded repository was created, unless the seed says otherwise."""

CREATED_DATE = "2026-01-01T00:00:00.000Z"
"""When a repository that a client creates was created."""


def to_seconds(date: str) -> int:
    """Read a date in the form of the Hub, `2024-01-01T00:00:00.000Z`."""
    return int(datetime.strptime(date, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=timezone.utc).timestamp())


def to_date(seconds: int) -> str:
    """Write a date in the form of the Hub: UTC, milliseconds and Z."""
    return datetime.fromtimestamp(seconds, timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.000Z")
