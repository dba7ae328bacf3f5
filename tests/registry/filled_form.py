"""What a browser would post of a page's form: every field as it stands, to be changed and sent."""

from html.parser import HTMLParser
from typing import Any


class _Reader(HTMLParser):
    """Collects the fields of the form that holds a field of the given name; skips <template>."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, Any]] = []
        self.template = 0
        self.select = self.textarea = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = given.get("name") or ""
        if tag == "template":
            self.template += 1
        elif tag == "form":
            self.forms.append({})
        elif self.template or not self.forms:
            return
        elif tag == "input" and name:
            kind = given.get("type")
            value = given.get("value") or ("on" if kind == "checkbox" else "")
            if kind == "checkbox" and "checked" in given and name in self.forms[-1]:
                self.forms[-1][name] = [*_listed(self.forms[-1][name]), value]  # several boxes of one field
            elif kind not in ("checkbox", "radio") or "checked" in given:
                self.forms[-1][name] = value
        elif tag == "textarea":
            self.textarea, self.forms[-1][name] = name, ""
        elif tag == "select":
            self.select = name
            self.forms[-1][name] = ""
        elif tag == "option" and self.select and "selected" in given:
            self.forms[-1][self.select] = given.get("value") or ""

    def handle_data(self, data: str) -> None:
        if self.textarea:
            self.forms[-1][self.textarea] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "template":
            self.template -= 1
        elif tag == "select":
            self.select = ""
        elif tag == "textarea":
            self.forms[-1][self.textarea] = self.forms[-1][self.textarea].removeprefix("\n")
            self.textarea = ""


def _listed(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]


def fields_of(response, having: str) -> dict[str, Any]:
    """Return name → value of the form on the page that has a field named `having`."""
    reader = _Reader()
    reader.feed(response.content.decode())
    return next(form for form in reader.forms if having in form)
