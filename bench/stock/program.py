"""The same operations on the stock admin."""

from datetime import date

from bench import roster
from bench.client import FOUND, Browser
from bench.prepare import USERNAME


class Program:
    def __init__(self) -> None:
        from bench.stock.admin import PER_PAGE, PersonResource
        from bench.stock.models import Pairing, Person, User

        self.browser = Browser(User.objects.get(username=USERNAME))
        self.person = Person.objects.order_by("pk")[0]
        self.helper = Pairing.objects.get(person=self.person).helper_id
        self.last = -(-Person.objects.count() // PER_PAGE)
        self.columns = [f"personresource_{name}" for name in PersonResource().get_export_order()]

    def list_first(self) -> None:
        self.browser.get("/admin/stock/person/")

    def list_last(self) -> None:
        self.browser.get(f"/admin/stock/person/?p={self.last}")

    def list_filter(self) -> None:
        self.browser.get("/admin/stock/person/?kind__exact=retiree&living_arrangement__exact=alone")

    def search(self) -> None:
        self.browser.get("/admin/stock/person/?q=建国")

    def person_page(self) -> None:
        self.browser.get(f"/admin/stock/person/{self.person.pk}/change/")

    def home(self) -> None:
        self.browser.get("/admin/")

    def contact_form(self) -> None:
        self.browser.get("/admin/stock/contact/add/")

    def contact_save(self) -> None:
        fields = {
            "kind": "visit",
            "held_on": date.today().isoformat(),  # noqa: DTZ011  (as a browser would)
            "purposes": '["visit"]',
            "note": "身体平稳,按时服药。",
            "sheet_reference": "测试第2册",
            "contactperson_set-TOTAL_FORMS": "1",
            "contactperson_set-INITIAL_FORMS": "0",
            "contactperson_set-0-person": str(self.person.pk),
            "contacthelper_set-TOTAL_FORMS": "1",
            "contacthelper_set-INITIAL_FORMS": "0",
            "contacthelper_set-0-helper": str(self.helper),
        }
        self.browser.post("/admin/stock/contact/add/", fields)

    def prepare_import_roster(self, turn: int) -> bytes:
        return roster.stock(turn)

    def import_roster(self, data: bytes) -> None:
        """Upload, read the preview, confirm, read the list it leads to."""
        upload = {"format": "0", "resource": "0"}
        preview = self.browser.post("/admin/stock/person/import/", upload, expect=FOUND, file=("import_file", data))
        done = self.browser.post("/admin/stock/person/process_import/", preview.hidden())
        self.browser.follow(done)

    def export(self) -> None:
        fields = {"format": "0", "resource": "0"} | dict.fromkeys(self.columns, "on")
        self.browser.post("/admin/stock/person/export/", fields, expect=FOUND)
