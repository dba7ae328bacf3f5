"""What people said of headers: which column of the roster each one is, kept for the bureau's next file."""

from collections import defaultdict

from office import clock
from office.models import Bureau, User
from registry.models import ColumnChoice


def chosen_columns(bureau: Bureau) -> dict[str, dict[str, str]]:
    """Return kind of sheet → mark of a header → column key, "" for one that is left out. Queries: one."""
    chosen: dict[str, dict[str, str]] = defaultdict(dict)
    for kind, mark, key in ColumnChoice.objects.filter(bureau=bureau).values_list("kind", "mark", "key"):
        chosen[kind][mark] = key
    return dict(chosen)


def keep_choices(bureau: Bureau, chosen: dict[str, dict[str, str]], *, by: User) -> None:
    """Keep choices for the bureau's next file, in place of what was said of the same headers. Queries: one."""
    now = clock.now()
    rows = [
        ColumnChoice(bureau=bureau, kind=kind, mark=mark[:100], key=key, chosen_by=by, chosen_at=now)
        for kind, marks in chosen.items()
        for mark, key in marks.items()
    ]
    ColumnChoice.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["bureau", "kind", "mark"],
        update_fields=["key", "chosen_by", "chosen_at"],
    )
