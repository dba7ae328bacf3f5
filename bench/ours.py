"""The operations on our pages."""

from datetime import date

from bench import roster
from bench.client import FOUND, Browser
from bench.prepare import USERNAME


class Program:
    def __init__(self) -> None:
        from office.models import User
        from registry.models import Person
        from registry.views.lists import PER_PAGE

        self.browser = Browser(User.objects.get(username=USERNAME))
        self.person = Person.objects.order_by("pk")[0]
        self.last = -(-Person.objects.count() // PER_PAGE)

    def list_first(self) -> None:
        self.browser.get("/people/")

    def list_last(self) -> None:
        self.browser.get(f"/people/?page={self.last}")

    def list_filter(self) -> None:
        self.browser.get("/people/?kind=retiree&living_arrangement=alone")

    def search(self) -> None:
        self.browser.get("/people/?q=建国")

    def person_page(self) -> None:
        self.browser.get(f"/people/{self.person.public_id}/")

    def home(self) -> None:
        self.browser.get("/")

    def contact_form(self) -> None:
        self.browser.get(f"/casework/contacts/new/?person={self.person.public_id}")

    def contact_save(self) -> None:
        fields = {
            "kind": "visit",
            "persons": f"{self.person.name}({self.person.public_id})",
            "held_on": date.today().isoformat(),  # noqa: DTZ011  (as a browser would)
            "purposes": ["visit"],
            "note": "身体平稳,按时服药。",
            "sheet_reference": "测试第2册",
        }
        self.browser.post("/casework/contacts/new/", fields)

    def prepare_import_roster(self, turn: int) -> bytes:
        return roster.ours(turn)

    def import_roster(self, data: bytes) -> None:
        """Upload, read the preview, confirm, read the result."""
        staged = self.browser.post("/people/import/", {"as_of": "", "serving_staff": ""}, file=("file", data))
        self.browser.follow(staged)
        confirmed = self.browser.post(f"{staged.headers['Location']}confirm/", {})
        self.browser.follow(confirmed)

    def export(self) -> None:
        self.browser.post("/people/export/", {"purpose": "核对年度名单"}, expect=FOUND)
