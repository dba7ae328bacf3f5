"""Components of a page as template tags; they are builtins, no template loads them (docs/ui.md shows each)."""

from functools import cache, lru_cache
from itertools import groupby

from django import template
from django.forms import BaseForm, BoundField, Select
from django.template.loader import get_template
from django.templatetags import static as static_files
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from office import clock, formats, forms_layout, querystrings

register = template.Library()

TONES = {"wait", "good", "warn", "bad", "quiet"}
NOTICE_ICONS = {"info": "info-circle", "good": "check-lg", "warn": "exclamation-triangle", "bad": "exclamation-circle"}

register.filter("yuan", formats.yuan)
register.filter("wan", formats.wan)
register.filter("day", formats.day)
register.filter("day_cn", formats.day_cn)
register.filter("moment", formats.moment)


@register.filter
def known(value, unknown=formats.UNKNOWN):
    """Return the value in words, and an unknown one as a quiet word: 未登记 is not 无, and neither is 0."""
    words = formats.known(value, unknown)
    return format_html('<span class="unknown">{}</span>', unknown) if words is unknown else words


@register.filter
def ago(value):
    return formats.days_away(value, clock.today())


@register.simple_tag
@cache  # every page has a dozen, always the same
def static(path: str) -> str:
    """Return the address of a static file, as Django's own tag does."""
    return static_files.static(path)


@register.simple_tag
@cache  # a page has two dozen, of few names
def icon(name: str) -> SafeString:
    """Return an icon of the sprite, always beside a word, so hidden from screen readers."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        static("vendor/icons.svg"),
        name,
    )


@register.simple_tag
@lru_cache(maxsize=1000)  # drawn twice on every page, for the rail and for the bar of a phone
def nav_link(entry) -> SafeString:
    """Return an entry of the navigation as a link with what waits behind it."""
    current = format_html(' aria-current="{}"', "page" if entry.here else "true") if entry.current else ""
    count = format_html(
        '<span class="rail-count">{}<span class="visually-hidden"> 件等您办</span></span>', entry.waiting
    )
    return format_html(
        '<a href="{}"{}>{}<span>{}</span>{}</a>',
        entry.url,
        current,
        icon(entry.icon),
        entry.label,
        count if entry.waiting else "",
    )


@register.simple_tag
def status(word: str, tone: str = "quiet") -> SafeString:
    """Return a state as a word on a pale ground with a shape of its own; nothing for an empty word."""
    if not word:
        return mark_safe("")
    return format_html('<span class="status status-{}">{}</span>', tone if tone in TONES else "quiet", word)


@register.simple_tag
def fact(label: str, value, note: str = "", url: str = "") -> SafeString:
    """Return one line of a `<dl class="facts">`."""
    words = known(value)
    if url:
        words = format_html('<a href="{}">{}</a>', url, words)
    note = format_html(' <span class="fact-note">{}</span>', note) if note else ""
    return format_html("<div><dt>{}</dt><dd>{}{}</dd></div>", label, words, note)


@register.simple_tag
def facts(rows) -> SafeString:
    """Return a facts list of Fact objects or (label, value) pairs."""
    lines = [fact(*row) if isinstance(row, tuple) else fact(row.label, row.value, row.note, row.url) for row in rows]
    return format_html('<dl class="facts">{}</dl>', format_html_join("", "{}", ((line,) for line in lines)))


@register.simple_tag
def crumbs(*parts: str) -> SafeString:
    """Return a breadcrumb from label, url, label, url …, label; the last one is the page itself."""
    links = format_html_join("", '<li><a href="{1}">{0}</a></li>', zip(parts[:-1:2], parts[1::2], strict=False))
    return format_html(
        '<nav aria-label="所在位置"><ol class="crumbs">{}<li aria-current="page">{}</li></ol></nav>', links, parts[-1]
    )


@register.simple_tag(takes_context=True)
def sort_head(context, label: str, key: str, css_class: str = "") -> SafeString:
    """Return a `<th>` whose link sorts the list by `key` (?sort=key or ?sort=-key) and keeps the filters."""
    request = context["request"]
    now = request.GET.get("sort", "")
    down = now == key
    state = {key: "ascending", f"-{key}": "descending"}.get(now)
    return format_html(
        '<th scope="col" class="{}"{}><a class="sort" href="{}">{}</a></th>',
        css_class,
        format_html(' aria-sort="{}"', state) if state else "",
        querystrings.changed(request, sort=f"-{key}" if down else key, page=None),
        label,
    )


@register.inclusion_tag("components/pages.html", takes_context=True)
def pages(context, page, target: str = "#results"):
    """Show "1–50 / 1,234" with links that keep the query; a paginator with `capped` shows "10,000+"."""
    request, paginator = context["request"], page.paginator
    many = page.has_other_pages()

    def address(number):
        return querystrings.changed(request, page=number if number > 1 else None)

    return {
        "first": page.start_index(),
        "last": page.end_index(),
        "total": f"{paginator.count:,}" + ("+" if getattr(paginator, "capped", False) else ""),
        "count": paginator.count,
        "number": page.number,
        "many": many,
        "newer": address(page.previous_page_number()) if page.has_previous() else "",
        "further": address(page.next_page_number()) if page.has_next() else "",
        "target": target,
    }


@register.inclusion_tag("components/filter_bar.html", takes_context=True)
def filter_bar(context, form: BaseForm, shown: str = "", target: str = "#results"):
    """Show the filters of a list: the fields named in `shown` in a row, the rest behind 更多筛选.

    A form may lack a field that `shown` names: who may not see something has no filter for it.
    """
    names = [name for name in shown.split() if name in form.fields] or list(form.fields)
    hidden = [form[name] for name in form.fields if name not in names]
    return {
        "shown": [_filter(form[name]) for name in names],
        "rest": [_filter(bound) for bound in hidden],
        "rest_open": any(bound.name in form.changed_data for bound in hidden) if form.is_bound else False,
        "action": context["request"].path,
        "target": target,
        "sort": context["request"].GET.get("sort", ""),
    }


def _filter(bound: BoundField) -> str:
    """Return one filter: its label and its input. A value the list does not offer filters nothing and is no fault."""
    if type(bound.field.widget) is Select and not bound.field.widget.attrs:
        choices = tuple((str(value), label) for value, label in bound.field.widget.choices)
        return _drop_down(bound.html_name, bound.id_for_label, str(bound.label), choices, str(bound.value() or ""))
    return get_template("components/field.html").render(field(bound, compact=True))


@lru_cache(maxsize=1000)
def _drop_down(name: str, at: str, label: str, choices: tuple[tuple[str, str], ...], chosen: str) -> SafeString:
    """Return a drop-down list of a filter bar: a dozen through Django's widgets were a quarter of a list's time."""
    options = format_html_join(
        "\n",
        '<option value="{}"{}>{}</option>',
        ((value, mark_safe(" selected") if value == chosen else "", words) for value, words in choices),
    )
    return format_html(
        '<div class="field"><label class="field-label" for="{at}">{label}</label>'
        '<select name="{name}" class="form-select form-select-sm" id="{at}">{options}</select></div>',
        name=name,
        at=at,
        label=label,
        options=options,
    )


@register.inclusion_tag("components/filter_chips.html", takes_context=True)
def filter_chips(context, form: BaseForm, target: str = "#results"):
    """Show what the list is filtered by, each with a link that takes it away."""
    request = context["request"]
    return {"chips": querystrings.chips(request, form), "clear": request.path, "target": target}


@register.inclusion_tag("components/actions.html", takes_context=True)
def actions(context, actions):
    """Show a row of Action objects; the reason of a refused one stands beside it."""
    return {"actions": actions, "csrf_token": context.get("csrf_token", "")}


@register.inclusion_tag("components/field.html")
def field(bound: BoundField, compact: bool = False):
    """Show one form field: label, (选填), help, input, error."""
    return {"field": forms_layout.describe(bound, compact=compact)}


@register.inclusion_tag("components/form_fields.html")
def form_fields(form: BaseForm, names: str = ""):
    """Show the hidden and then the visible fields of a form; `names` picks and orders the visible ones."""
    chosen = [form[name] for name in names.split()] if names else form.visible_fields()
    return {"hidden": form.hidden_fields() if not names else [], "fields": [forms_layout.describe(b) for b in chosen]}


@register.inclusion_tag("components/error_summary.html")
def error_summary(form, *more):
    """Show every error of the forms on top of the page, each linked to its field."""
    return {"errors": [error for one in (form, *more) if one is not None for error in forms_layout.errors(one)]}


@register.inclusion_tag("components/formset_rows.html")
def formset_rows(formset, add_label: str = "再加一行", noun: str = "行"):
    """Show the rows of a formset as small fieldsets; without JavaScript the spare rows do."""
    return {"formset": formset, "add_label": add_label, "noun": noun}


@register.inclusion_tag("components/decision_panel.html", takes_context=True)
def decision_panel(context, form: BaseForm, decisions, action: str = ""):
    """Show the fields of a decision and its distinct buttons, each posting decision=value."""
    return {"form": form, "decisions": decisions, "action": action, "csrf_token": context.get("csrf_token", "")}


@register.inclusion_tag("components/signature_path.html")
def signature_path(steps):
    """Show who signed when with which opinion, and who is next."""
    return {"steps": steps}


@register.inclusion_tag("components/returned.html")
def returned(path, note: str = ""):
    """Show on top who sent an application back and why: the returned step of its path, else the note."""
    return {"step": next((step for step in path or [] if step.state == "returned"), None), "note": note}


@register.inclusion_tag("components/timeline.html")
def timeline(events):
    """Show events, newest first as given, one line each, grouped by month."""
    return {"months": [(month, list(group)) for month, group in groupby(events, _month)]}


def _month(event) -> str:
    return formats.day_cn(event.on, "year" if event.precision == "year" else "month")


@register.inclusion_tag("components/empty.html")
def empty_state(title: str, why: str = "", url: str = "", label: str = ""):
    """Show what would be here, why it is not, and the one thing to do."""
    return {"title": title, "why": why, "url": url, "label": label}


@register.inclusion_tag("components/tiles.html")
def tiles(tiles):
    """Show figures, each a link to the list it counts."""
    return {"tiles": tiles}


@register.inclusion_tag("components/tabs.html")
def tabs(tabs, label: str = "分页"):
    return {"tabs": tabs, "label": label}


@register.inclusion_tag("components/masked.html", takes_context=True)
def masked(context, value: str, url: str = "", what: str = "号码"):
    """Show a masked value; with a `url`, a 查看 button that posts there (and is recorded)."""
    return {"value": value, "url": url, "what": what, "csrf_token": context.get("csrf_token", "")}


@register.inclusion_tag("components/progress.html")
def progress(done: int, total: int, label: str, left: str = ""):
    return {"done": done, "total": total, "label": label, "left": left}


@register.inclusion_tag("components/conflict.html")
def conflict(differences, who: str = "别人", on=None):
    """Show both versions field by field with a choice for each, inside the form that is posted again."""
    return {"differences": differences, "who": who, "on": on}


@register.simple_block_tag
def notice(content: str, tone: str = "info", title: str = "") -> SafeString:
    """Return a line that stays on the page: {% notice "warn" "没有保存" %}…{% endnotice %}."""
    head = format_html("<strong>{}</strong> ", title) if title else ""
    return format_html(
        '<div class="notice notice-{}"{}>{}<div>{}{}</div></div>',
        tone,
        mark_safe(' role="alert"') if tone == "bad" else "",
        icon(NOTICE_ICONS.get(tone, "info-circle")),
        head,
        content,
    )


@register.simple_block_tag
def table_shell(content: str, label: str) -> SafeString:
    """Return the frame of a list table: it scrolls sideways on a narrow screen and can be reached by keyboard."""
    return format_html('<div class="table-shell" role="region" aria-label="{}" tabindex="0">{}</div>', label, content)
