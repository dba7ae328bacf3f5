"""The cleaned values of a row as text, so that a staged row can be compared again without reading the file again."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

from office.identifiers.dates import PartialDate
from office.resources import CleanRow


def to_text(row: CleanRow) -> str:
    """Return what was read of a row: its values, and what cleaning found wrong or doubtful."""
    kept: dict[str, Any] = {"values": {key: value for key, value in row.values.items() if value is not None}}
    for name in ("faults", "warnings"):
        if remarks := getattr(row, name):
            kept[name] = remarks
    if row.faulty:
        kept["faulty"] = sorted(row.faulty)
    return json.dumps(kept, ensure_ascii=False, default=_encoded, separators=(",", ":"))


def from_text(text: str, *, sheet: str, number: int, headers: dict[str, str]) -> CleanRow:
    """Return the row as it was read. The cells as they were typed stay in the file."""
    kept = json.loads(text)
    values = {key: _decoded(value) if type(value) is dict else value for key, value in kept["values"].items()}
    return CleanRow(
        sheet,
        number,
        values,
        {},
        headers,
        faults=kept.get("faults", []),
        warnings=kept.get("warnings", []),
        faulty=set(kept.get("faulty", ())),
    )


def _encoded(value: Any) -> dict[str, str]:
    if isinstance(value, PartialDate):
        return {"date": value.value.isoformat(), "precision": value.precision}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if isinstance(value, Decimal):
        return {"number": str(value)}
    raise TypeError(f"a cell of {type(value)} cannot be staged")


def _decoded(value: dict[str, str]) -> PartialDate | date | Decimal:
    if "number" in value:
        return Decimal(value["number"])
    day = date.fromisoformat(value["date"])
    return PartialDate(day, value["precision"]) if "precision" in value else day
