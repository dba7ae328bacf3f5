import base64

import pytest
from django.core.exceptions import FieldError
from django.db import connection, models
from django.test.utils import isolate_apps
from hypothesis import given
from hypothesis import strategies as st

from office import crypto
from office.crypto import CannotDecrypt, EncryptedBinaryField, EncryptedTextField, blind_index, decrypt, encrypt

NUMBER = "439999194805230020"
OLD, NEW = ("k1", b"o" * 32), ("k2", b"n" * 32)


@pytest.fixture(autouse=True)
def keys(settings):
    settings.FIELD_KEYS = [OLD]
    settings.BLIND_INDEX_KEY = b"b" * 32
    settings.FIELD_CIPHER = "aes-256-gcm"


@pytest.fixture
def paper(db):
    """A model of its own, so that nothing but the fields is tried."""
    with isolate_apps("office"):

        class Paper(models.Model):  # noqa: DJ008  (never shown)
            number = EncryptedTextField(null=True)
            remark = EncryptedTextField(blank=True, default="")
            scan = EncryptedBinaryField(null=True)

            class Meta:
                app_label = "office"

        editor = connection.SchemaEditorClass(connection, collect_sql=True, atomic=False)
        with connection.cursor() as cursor:
            cursor.execute(editor.table_sql(Paper)[0])
        yield Paper


def stored(column: str):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM office_paper")
        return cursor.fetchone()[0]


def overwrite(column: str, value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE office_paper SET {column} = %s", [value])


def test_what_is_saved_is_read_back_and_not_in_the_column(paper):
    paper.objects.create(number=NUMBER, remark="心情低落", scan=b"%PDF-1.7 \x00\xff")
    read = paper.objects.get()
    assert (read.number, read.remark, read.scan) == (NUMBER, "心情低落", b"%PDF-1.7 \x00\xff")
    for column in ("number", "remark", "scan"):
        assert stored(column).startswith("v1.k1.")
        sealed = base64.b64decode(stored(column).split(".")[2])
        for plain in (NUMBER.encode(), "心情".encode(), b"%PDF"):
            assert plain not in sealed


def test_the_same_number_is_stored_differently_each_time(paper):
    assert encrypt(b"x", context="a.b.c") != encrypt(b"x", context="a.b.c")


def test_blank_and_nothing_stay_what_they_are(paper):
    paper.objects.create(number=None, remark="", scan=None)
    read = paper.objects.get()
    assert (read.number, read.remark, read.scan) == (None, "", None)
    assert (stored("number"), stored("remark")) == (None, "")
    assert paper.objects.filter(number__isnull=True).exists()


def test_bulk_writes_are_encrypted_too(paper):
    papers = paper.objects.bulk_create([paper(number=NUMBER)])
    papers[0].number = "439999192903100116"
    paper.objects.bulk_update(papers, ["number"])
    assert stored("number").startswith("v1.")
    assert paper.objects.get().number == "439999192903100116"
    paper.objects.update(number=NUMBER)
    assert paper.objects.get().number == NUMBER


@pytest.mark.parametrize("place", [0, 13, -1])
def test_a_changed_byte_is_found(paper, place):
    paper.objects.create(number=NUMBER)
    mark, key_id, encoded = stored("number").split(".")
    sealed = bytearray(base64.b64decode(encoded))
    sealed[place] ^= 1
    overwrite("number", f"{mark}.{key_id}.{base64.b64encode(sealed).decode()}")
    with pytest.raises(CannotDecrypt, match=r"office.paper.number.*被改动"):
        paper.objects.get()


@pytest.mark.parametrize("value", [NUMBER, "v1.k1.", "v1.k1.AAAA", "v9.k1." + "A" * 60, "v1.k1.***", "v1"])
def test_what_is_no_ciphertext_is_never_returned(paper, value):
    paper.objects.create(number=NUMBER)
    overwrite("number", value)
    with pytest.raises(CannotDecrypt) as caught:
        paper.objects.get()
    assert NUMBER not in str(caught.value)


def test_a_value_copied_to_another_column_does_not_open(paper):
    paper.objects.create(number=NUMBER, remark="无")
    overwrite("remark", stored("number"))
    with pytest.raises(CannotDecrypt):
        paper.objects.get()


def test_a_new_key_encrypts_and_the_old_one_still_opens(paper, settings):
    paper.objects.create(number=NUMBER)
    settings.FIELD_KEYS = [NEW, OLD]
    read = paper.objects.get()
    assert read.number == NUMBER
    read.save()
    assert stored("number").startswith("v1.k2.")
    settings.FIELD_KEYS = [NEW]
    assert paper.objects.get().number == NUMBER


def test_a_missing_or_wrong_key_says_which(paper, settings):
    paper.objects.create(number=NUMBER)
    settings.FIELD_KEYS = [NEW]
    with pytest.raises(CannotDecrypt, match="编号为 k1 的密钥"):
        paper.objects.get()
    settings.FIELD_KEYS = [("k1", NEW[1])]
    with pytest.raises(CannotDecrypt, match="密钥不对"):
        paper.objects.get()


def test_the_cipher_is_a_setting_and_either_is_read(paper, settings):
    paper.objects.create(number=NUMBER)
    settings.FIELD_CIPHER = "sm4-gcm"
    read = paper.objects.get()
    read.save()
    assert stored("number").startswith("v2.k1.")
    settings.FIELD_CIPHER = "aes-256-gcm"
    assert paper.objects.get().number == NUMBER


@pytest.mark.parametrize(
    "lookup", [{"number": NUMBER}, {"number__contains": "4399"}, {"number__in": [NUMBER]}, {"number": None}]
)
def test_an_encrypted_column_cannot_be_searched(paper, lookup):
    with pytest.raises(FieldError, match="blind_index"):
        paper.objects.filter(**lookup).exists()


def test_an_encrypted_column_cannot_be_unique():
    with pytest.raises(TypeError, match="blind_index"):
        EncryptedTextField(unique=True)


def test_a_history_row_shares_its_model_s_context():
    with isolate_apps("office"):

        class Historicalpaper(models.Model):  # noqa: DJ008  (never shown)
            number = EncryptedTextField()

            class Meta:
                app_label = "office"

        assert Historicalpaper._meta.get_field("number").context == "office.paper.number"


def test_a_real_history_keeps_the_number_encrypted_and_opens_it(make_person):
    person = make_person(id_number=NUMBER)
    table = person.history.model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id_number FROM {table}")
        rows = cursor.fetchall()
    assert rows
    assert all(value.startswith("v1.k1.") for (value,) in rows)
    assert {row.id_number for row in person.history.all()} == {NUMBER}


def test_a_blind_index_is_keyed_and_bound_to_its_purpose(settings):
    index = blind_index("person.id", NUMBER)
    assert index == blind_index("person.id", NUMBER)
    assert len(index) == 64
    assert index != blind_index("person.id_tail", NUMBER)
    settings.BLIND_INDEX_KEY = b"c" * 32
    assert index != blind_index("person.id", NUMBER)


@given(st.binary(), st.text())
def test_every_value_comes_back(plaintext, context):
    assert decrypt(crypto.encrypt(plaintext, context=context), context=context) == plaintext
