"""Addresses of a list: the same page with one thing of the query changed, and chips that take a filter away."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.forms import BaseForm
from django.http import HttpRequest

from office import formats

NOT_FILTERS = {"page", "sort"}


@dataclass(frozen=True)
class Chip:
    label: str
    words: str
    without: str  # the address of the list without this filter


def changed(request: HttpRequest, **values) -> str:
    """Return the address of this page with the given query values set, or dropped where None."""
    query = [(name, value) for name, sent in request.GET.lists() if name not in values for value in sent]
    query += [(name, value) for name, value in values.items() if value is not None]
    return f"{request.path}?{urlencode(query)}" if query else request.path


def chips(request: HttpRequest, form: BaseForm) -> list[Chip]:
    """Return one chip per filter in force, one per value where a filter has several."""
    form.is_valid()  # a refused value is not in force; the rest is
    values = getattr(form, "cleaned_data", {})
    found = []
    for name, bound_field in form.fields.items():
        if name in NOT_FILTERS or name not in request.GET:
            continue
        for raw, words in _values(bound_field, request.GET.getlist(name), values.get(name)):
            found.append(Chip(str(form[name].label), words, _without(request, name, raw)))
    return found


def _values(field, raws: list[str], cleaned):
    """Yield what was sent and how it reads, for values the form accepted."""
    if cleaned in (None, "", False) or (hasattr(cleaned, "__len__") and not len(cleaned)):
        return
    choices = dict(_flat(getattr(field, "choices", ())))
    for raw in filter(None, raws):
        if raw in choices:
            yield raw, str(choices[raw])
        elif cleaned is True:
            yield raw, "是"
        else:
            yield raw, formats.day(cleaned) if isinstance(cleaned, date) else raw


def _flat(choices):
    for value, label in choices:
        if isinstance(label, (list, tuple)):
            yield from _flat(label)
        else:
            yield str(value), label


def _without(request: HttpRequest, name: str, raw: str) -> str:
    query = request.GET.copy()
    query.setlist(name, [value for value in query.getlist(name) if value != raw])
    for place in ("page", "before"):
        query.pop(place, None)
    if not query.getlist(name):
        query.pop(name, None)
    return f"{request.path}?{query.urlencode()}" if query else request.path
