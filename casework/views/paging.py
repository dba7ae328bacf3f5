"""Cutting lists into pages."""

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

PER_PAGE = 50


def page_of(request: HttpRequest, rows: QuerySet) -> Page:
    """Return the page asked for; a number out of range is the nearest there is."""
    return Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
