"""`emissions.csv` of codecarbon: what training emitted (codecarbon 3.3)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from cardsmith.errors import CardsmithError
from cardsmith.gaps import Suggestion
from cardsmith.suggest.base import Request
from cardsmith.suggest.files import FileNames
from cardsmith.suggest.model_files.reader import ModelFiles, line_of

SERVES = ("co2_eq_emissions",)

_NAME = "emissions.csv"
OPENS: FileNames = (_NAME,)

_MOST_KILOGRAMS = 10**9


def read(files: ModelFiles, _request: Request) -> Iterator[Suggestion]:
    """Yield the emissions of the last run in grams; the place of the computer only as a value of its own, to choose.

    Where somebody's computer stands is personal, so no suggestion that tells it comes first, and none is safe.
    """
    text = files.text_of(_NAME)
    row, number = _last_row(files, text) if text else ({}, 0)
    grams = _grams(row.get("emissions"))
    if grams is None:
        return
    value: dict[str, Any] = {"emissions": grams, "source": "codecarbon"}
    hardware = line_of(row.get("gpu_model")) or line_of(row.get("cpu_model"))
    if hardware is not None:
        value["hardware_used"] = hardware
    evidence = (files.evidence(_NAME, f"row {number}", f"emissions: {row['emissions']} kg"),)
    yield Suggestion("co2_eq_emissions", value, 0.85, False, evidence)
    place = ", ".join(part for key in ("region", "country_name") if (part := line_of(row.get(key))) is not None)
    if place:
        yield Suggestion("co2_eq_emissions", {**value, "geographical_location": place}, 0.5, False, evidence)


def _last_row(files: ModelFiles, text: str) -> tuple[dict[str, Any], int]:
    """Return the last row by the names of its columns, and its number: codecarbon adds a row a run."""
    last: dict[str, Any] = {}
    number = 0
    try:
        for number, last in enumerate(csv.DictReader(io.StringIO(text, newline="")), 1):  # noqa: B007
            pass
    except csv.Error as error:
        files.problems.setdefault(_NAME, CardsmithError(f"is not CSV: {error}", where=_NAME))
        return {}, 0
    return last, number


def _grams(kilograms: object) -> float | None:
    """Return grams, without the digits that a binary fraction would add; None for what is no amount.

    >>> _grams("0.0123"), _grams("nan"), _grams(None)
    (12.3, None, None)
    """
    try:
        number = Decimal(kilograms) if isinstance(kilograms, str) else Decimal("NaN")
    except InvalidOperation:
        return None
    return float(number * 1000) if number.is_finite() and 0 <= number < _MOST_KILOGRAMS else None
