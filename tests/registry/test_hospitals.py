"""Hospital contacts: a small list, offered on the form of a stay."""

import pytest

from office.models import Bureau
from registry.models import HospitalContact
from tests.registry.filled_form import fields_of

CONTACT = {
    "hospital": "新山县人民医院",
    "department": "医务科",
    "name": "刘医生",
    "phone": "0746-4711111",
    "note": "24小时",
}


@pytest.fixture
def clerk(sign_in, cast):
    return sign_in(cast.caseworker)


def test_a_contact_is_kept_once_and_offered_where_a_stay_is_entered(clerk, person):
    stay = f"/people/{person.public_id}/stays/new/"
    assert "还没有登记" in clerk.get(stay).content.decode()
    assert clerk.post("/people/hospitals/new/", CONTACT).status_code == 303
    again = clerk.post("/people/hospitals/new/", CONTACT)
    assert again.status_code == 422 and "已经登记过" in again.content.decode()
    text = clerk.get(stay).content.decode()
    assert '<option value="新山县人民医院">' in text and "刘医生 0746-4711111" in text
    assert "刘医生" in clerk.get("/people/hospitals/").content.decode()


def test_a_contact_is_changed_ended_and_a_stale_edit_refused(clerk, person):
    clerk.post("/people/hospitals/new/", CONTACT)
    contact = HospitalContact.objects.get()
    url = f"/people/hospitals/{contact.public_id}/"
    mine = fields_of(clerk.get(url), having="version")
    assert clerk.post(url, mine | {"phone": "0746-4722222"}).status_code == 303
    stale = clerk.post(url, mine | {"phone": "0746-4733333"})
    assert stale.status_code == 422 and "0746-4733333" in stale.content.decode()
    fresh = fields_of(clerk.get(url), having="version")
    clerk.post(url, fresh | {"is_ended": "on"})
    contact.refresh_from_db()
    assert contact.phone == "0746-4722222" and contact.ended_on
    assert "刘医生" not in clerk.get(f"/people/{person.public_id}/stays/new/").content.decode()


@pytest.mark.parametrize(
    ("role", "reads"), [("bureau_leader", 200), ("auditor", 200), ("helper", 403), ("finance", 403)]
)
def test_who_may_read_and_who_may_keep(sign_in, cast, role, reads):
    other = Bureau.objects.create(code="439999", name="邻县税务局")
    HospitalContact.objects.create(bureau=other, hospital="邻县医院", name="外人", phone="1")
    client = sign_in(getattr(cast, role))
    response = client.get("/people/hospitals/")
    assert response.status_code == reads and "外人" not in response.content.decode()
    assert client.post("/people/hospitals/new/", CONTACT).status_code == 403


def test_what_is_said_of_a_stay_is_kept_and_shown_again(clerk, person):
    stay = {"admitted_on": "2024-05-01", "hospital": "新山县人民医院", "ward": "心内科", "bed": "12", "cost": "8000"}
    stay |= {"self_paid": "2400.50", "notes": "支架术后"}
    assert clerk.post(f"/people/{person.public_id}/stays/new/", stay).status_code == 303
    kept = person.stays.get()
    shown = fields_of(clerk.get(f"/people/{person.public_id}/stays/{kept.public_id}/"), having="version")
    assert {name: shown[name] for name in ("ward", "bed", "notes")} == {
        "ward": "心内科",
        "bed": "12",
        "notes": "支架术后",
    }
