"""What a role may not see reaches no page, filter, order, figure, search, history or file of theirs."""

import re

import pytest
from django.urls import reverse

from office.identifiers import masks
from office.spreadsheets import read_workbook
from registry.models import Person
from tests.access.crawl import Page, read
from tests.access.table import TABLE
from tests.access.world import PLANTED, World

pytestmark = pytest.mark.usefixtures("db")
CHILD = {"school", "child-phone"}
ILL = {
    "illness",
    "medication",
    "remarks",
    "stay",
    "notes",
    "survey",
    "reason",
    "aid",
    "objection",
    "visits",
    "declined",
    "emergency",
}
KEPT_FROM = {
    "F": ILL | CHILD | {"income", "household", "phone", "address"},
    "P": ILL - {"emergency"} | CHILD | {"income", "household"},
    "S": ILL - {"reason", "aid"} | CHILD | {"income", "household", "phone", "address"},
    "L": CHILD,
    "A": ILL | CHILD,
    "X": ILL | CHILD | {"income", "household", "phone", "address", "name"},
}

_everything: dict[str, list[Page]] = {}  # read once; by letter


@pytest.fixture
def planted(world: World) -> dict[str, str]:
    """Return what stands in the records of one person, each found nowhere else."""
    person = Person.objects.get(pk=world.person.pk)
    own = {"phone": person.phone, "address": person.address, "name": person.name, "visits": "37 次"}
    return PLANTED | own


def everything(world: World, letter: str) -> list[Page]:
    """Read every page there is on the things the values stand in, and whatever can be reached by links."""
    if letter not in _everything:
        client = world.client(letter)
        notes = reverse("casework:contact-detail", args=world.inside("notes", letter).args)
        pages = [*world.reading(letter), read(client, notes)]
        for line in TABLE:
            if line.get and not line.public:
                address = world.inside(line.kind, letter)
                pages.append(read(client, reverse(line.name, args=address.args) + address.query))
        _everything[letter] = pages
    return _everything[letter]


def found(pages: list[Page], text: str) -> list[str]:
    """Return where a text stands; sums stand with a comma too."""
    forms = {text, f"{float(text):,.2f}"} if re.fullmatch(r"[\d.]+", text) and "." in text else {text}
    return [page.url for page in pages if any(form in page.html for form in forms)]


def test_a_caseworker_reads_all_of_it(world, planted):
    pages = everything(world, "C")
    assert [name for name, text in planted.items() if not found(pages, text)] == []


@pytest.mark.parametrize("letter", KEPT_FROM)
def test_no_page_says_what_is_kept_from_the_role(world, planted, letter):
    pages = everything(world, letter)
    told = {name: found(pages, planted[name]) for name in KEPT_FROM[letter]}
    assert {name: urls for name, urls in told.items() if urls} == {}


@pytest.mark.parametrize("letter", [*KEPT_FROM, "C", "H", "L"])
def test_no_page_shows_a_whole_id_number(world, letter):
    number = Person.objects.get(pk=world.person.pk).id_number
    assert number and found(everything(world, letter), number) == []


def test_whoever_may_see_numbers_sees_them_masked(world):
    person = Person.objects.get(pk=world.person.pk)
    url = reverse("registry:person-detail", args=[person.public_id])
    assert masks.id_number(person.id_number) in read(world.client("A"), url).html


@pytest.mark.parametrize("letter", ["P", "S", "F", "X"])
@pytest.mark.parametrize(
    "query", ["", "?illness_kind=cancer", "?sort=-monthly_income", "?figure=serious_illness&as_of=2026-06-01", "?q=王"]
)
def test_who_reads_no_list_of_people_gets_none_however_it_is_asked_for(world, letter, query):
    client = world.client(letter)
    assert client.get(reverse("registry:person-list") + query).status_code == 403
    for export in ("registry:person-export", "registry:full-export", "registry:situation-xlsx"):
        assert (
            client.post(
                reverse(export) + query, {"reason": "看看名单", "purpose": "看看名单", "as_of": "2026-06-01"}
            ).status_code
            == 403
        )


def people_of(page: Page) -> list[str]:
    return list(dict.fromkeys(re.findall(r"/people/([a-z0-9]{12})/", page.html)))


@pytest.mark.parametrize(
    "hidden",
    [
        *(f"illness_kind={value}" for value in ("cancer", "none", "unknown", "chronic")),
        "long_term_medication=yes",
        "long_term_medication=unknown",
        "recognised=severe_illness",
        "sort=illness_kind",
        "sort=-illness_kind",
        "sort=-outpatient_visits",
        "sort=monthly_income",
        "sort=id_number",
        "sort=id_hash",
        "remarks=胰岛素泵佩戴者",
    ],
)
def test_an_auditor_neither_filters_nor_sorts_by_an_illness(world, hidden):
    url = reverse("registry:person-list")
    order = "sort=-name" if "=-" in hidden else "sort=name"  # an unknown column sorts by name
    plain, asked = (people_of(read(world.client("A"), f"{url}?{query}")) for query in (order, hidden))
    assert plain == asked != []


def test_a_caseworker_does_filter_by_it(world):
    url = reverse("registry:person-list")
    plain, ill = (people_of(read(world.client("C"), f"{url}?{query}")) for query in ("", "long_term_medication=yes"))
    assert 0 < len(ill) < len(plain)


OF_ILLNESS = ["serious_illness", "often_in_hospital_or_on_long_term_medication", "tuixiu_in_hospital_in_year"]


@pytest.mark.parametrize("figure", OF_ILLNESS)
@pytest.mark.parametrize("unknown", ["", "&unknown=on"])
def test_an_auditor_opens_no_figure_of_illness(world, figure, unknown):
    url = f"{reverse('registry:person-list')}?figure={figure}&as_of=2026-06-01{unknown}"
    assert (read(world.client("A"), url).status, read(world.client("C"), url).status) == (404, 200)
    report = world.client("A").post(reverse("registry:situation-json"), {"as_of": "2026-06-01"})
    assert report.status_code == 200 and figure not in report.content.decode()


@pytest.mark.parametrize("letter", ["A", "F"])
def test_recognitions_are_not_filtered_by_an_illness(world, letter):
    url = reverse("casework:recognition-list")
    client = world.client(letter)
    asked = [read(client, url + query) for query in ("", "?category=severe_illness", "?category=veteran")]
    listed = [re.findall(r"/casework/recognitions/([a-z0-9]{12})/", page.html) for page in asked]
    assert listed[0] == listed[1] == listed[2]
    assert all("重病" not in page.text and "大病" not in page.text for page in asked)


@pytest.mark.parametrize(
    "letter, field, finds",
    [
        ("C", "id_number", True),
        ("C", "phone", True),
        ("P", "id_number", False),
        ("P", "phone", True),
        ("S", "id_number", False),
        ("S", "phone", False),
        ("S", "name", True),
        ("A", "id_number", True),
    ],
)
def test_the_search_box_finds_by_what_the_role_may_see(world, letter, field, finds):
    person = Person.objects.get(pk=world.person.pk)
    response = world.client(letter).post(reverse("search"), {"q": getattr(person, field)})
    shown = response.status_code == 303 or f">{person.name}<" in response.content.decode().replace(" ", "")
    assert shown is finds


@pytest.mark.parametrize("letter", ["P", "S"])
@pytest.mark.parametrize("field", ["id_number", "phone", "name", "pinyin", "initials"])
def test_the_search_box_finds_nobody_out_of_scope(world, letter, field):
    stranger = Person.objects.get(pk=world.stranger.pk)
    response = world.client(letter).post(reverse("search"), {"q": getattr(stranger, field)})
    assert response.status_code == 200 and stranger.public_id not in response.content.decode()
    assert "/casework/mine/" not in response.content.decode().partition("<main")[2]


def test_the_ordinary_export_masks_and_the_address_filters_it(world):
    url = reverse("registry:person-export") + "?kind=honoured"
    response = world.client("H").post(url, {"purpose": "节日慰问名单"})
    sheet = read_workbook("名单.xlsx", response.content).sheets[0]
    cells = [str(cell) for row in sheet.rows for cell in row]
    numbers = set(Person.objects.values_list("id_number", flat=True)) - {""}
    assert not numbers & set(cells)
    assert not any(re.fullmatch(r"\d{17}[\dX]", cell) for cell in cells)
    assert any("*" in cell for cell in cells)


def test_an_administrator_reaches_no_business_page(world):
    business = ("registry:", "casework:", "funds:")
    assert [line.name for line in TABLE if "X" in line.get + line.post and line.name.startswith(business)] == []
    assert [page.url for page in world.reading("X") if page.url.startswith(("/people", "/casework", "/funds"))] == []
