"""Two people edit the same person: what the second is shown, field by field, and how the choices count.

The form carries a signed snapshot of what its editor saw. When the person has changed since, every field that differs
is shown with both versions; fields the editor left alone take the newer value, the others wait for a choice.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.core import signing
from django.http import QueryDict

from office.display import Difference

SALT = "registry.person.form"
SECONDS = 12 * 3600


@dataclass(frozen=True)
class Snapshot:
    """What the editor saw first (`shown`), and the newest version they have been told of."""

    version: int
    shown: Mapping[str, str]


def seal(person_id: str, snapshot: Snapshot) -> str:
    """Return the signed snapshot that the form carries."""
    data = {"person": person_id, "version": snapshot.version, "shown": dict(snapshot.shown)}
    return signing.dumps(data, salt=SALT, compress=True)


def unseal(text: str, person_id: str) -> Snapshot | None:
    """Return what the editor saw; None for a snapshot that is missing, forged, too old or of somebody else."""
    try:
        data = signing.loads(text, salt=SALT, max_age=SECONDS)
    except signing.BadSignature:
        return None
    return Snapshot(data["version"], data["shown"]) if data["person"] == person_id else None


def differences(
    seen: Mapping[str, str],
    now: Mapping[str, str],
    posted: Mapping[str, str],
    labels: Mapping[str, str],
    words: Callable[[str, str], str],
) -> list[Difference]:
    """Return every field somebody else changed since it was seen; one the editor left alone is settled already."""
    found = []
    for name, before in seen.items():
        theirs = now.get(name, before)
        if theirs == before:
            continue
        yours = posted.get(name, before)
        choice = "theirs" if yours in (before, theirs) else ""
        found.append(
            Difference(name, labels[name], words(name, yours), words(name, theirs), words(name, before), choice)
        )
    return found


def undecided(found: list[Difference], data: QueryDict) -> bool:
    """Return whether a difference still waits for the editor's choice."""
    return any(not d.choice and data.get(f"choose-{d.name}") not in ("yours", "theirs") for d in found)


def overrides(found: list[Difference], data: QueryDict, now: Mapping[str, str]) -> dict[str, str]:
    """Return the newer values that take the place of what was posted."""
    return {d.name: now[d.name] for d in found if data.get(f"choose-{d.name}", d.choice) == "theirs"}
