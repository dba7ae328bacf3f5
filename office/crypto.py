"""Fields that are unreadable in the database file, and the keyed hash by which an encrypted number is found.

Stored form: ``v1.<key id>.<base64 of nonce, ciphertext and tag>`` (``v2`` for SM4-GCM), authenticated together with the
name of the model and the field, so that a value copied to another column does not open. ``settings.FIELD_KEYS`` lists
(key id, key), newest first: the first encrypts, all decrypt. The cipher's own key is derived from it, so one setting
serves both ciphers.
"""

import base64
import binascii
import hashlib
import hmac
import os
from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple, NoReturn

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import FieldError
from django.db import models
from django.db.models.expressions import BaseExpression

NONCE_BYTES = 12
TAG_BYTES = 16


class CipherKind(NamedTuple):
    """A block cipher used in GCM and the mark it leaves in the stored form."""

    mark: str
    algorithm: Callable[[bytes], Any]
    key_bytes: int


CIPHERS = {
    "aes-256-gcm": CipherKind("v1", algorithms.AES, 32),
    "sm4-gcm": CipherKind("v2", algorithms.SM4, 16),
}
NAME_OF_MARK = {kind.mark: name for name, kind in CIPHERS.items()}


class CannotDecrypt(Exception):
    """A stored value was changed, moved, or its key is not in FIELD_KEYS. The value itself is never shown."""


def encrypt(plaintext: bytes, *, context: str) -> str:
    """Return the stored form of a value, bound to ``context`` (model and field)."""
    name = settings.FIELD_CIPHER
    key_id, key = settings.FIELD_KEYS[0]
    nonce = os.urandom(NONCE_BYTES)
    header = f"{CIPHERS[name].mark}.{key_id}."
    encryptor = Cipher(CIPHERS[name].algorithm(_derived_key(key, name)), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(f"{header}{context}".encode())
    sealed = nonce + encryptor.update(plaintext) + encryptor.finalize() + encryptor.tag
    return header + base64.b64encode(sealed).decode("ascii")


def decrypt(stored: str, *, context: str) -> bytes:
    """Return the value of a stored form.

    Raises: CannotDecrypt.
    """
    mark, key_id, sealed = _taken_apart(stored, context)
    name = NAME_OF_MARK.get(mark)
    key = dict(settings.FIELD_KEYS).get(key_id)
    if name is None:
        raise CannotDecrypt(f"{context}:存储格式不认识,数据可能被改动过。请从备份核对。")
    if key is None:
        raise CannotDecrypt(f"{context}:缺少编号为 {key_id} 的密钥。请把它加回环境变量 FIELD_KEYS。")
    nonce, ciphertext, tag = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:-TAG_BYTES], sealed[-TAG_BYTES:]
    decryptor = Cipher(CIPHERS[name].algorithm(_derived_key(key, name)), modes.GCM(nonce, tag)).decryptor()
    decryptor.authenticate_additional_data(f"{mark}.{key_id}.{context}".encode())
    try:
        return decryptor.update(ciphertext) + decryptor.finalize()
    except InvalidTag:
        raise CannotDecrypt(f"{context}:解密失败,密钥不对或数据被改动过。请核对 FIELD_KEYS,或从备份恢复。") from None


def blind_index(purpose: str, text: str) -> str:
    """Return the keyed hash (64 hex digits) by which an encrypted value is looked up.

    ``purpose`` keeps the hashes of different things apart. Normalise the text first.
    """
    return hmac.new(settings.BLIND_INDEX_KEY, f"{purpose}\0{text}".encode(), hashlib.sha256).hexdigest()


@lru_cache(maxsize=16)
def _derived_key(key: bytes, cipher: str) -> bytes:
    return HKDF(hashes.SHA256(), CIPHERS[cipher].key_bytes, salt=None, info=f"field:{cipher}".encode()).derive(key)


def _taken_apart(stored: str, context: str) -> tuple[str, str, bytes]:
    try:
        mark, key_id, encoded = stored.split(".")
        sealed = base64.b64decode(encoded, validate=True)
    except (ValueError, binascii.Error):
        raise CannotDecrypt(f"{context}:存储的不是密文,数据可能被改动过。请从备份核对。") from None
    if len(sealed) < NONCE_BYTES + TAG_BYTES:
        raise CannotDecrypt(f"{context}:存储的密文不完整,数据可能被截断。请从备份核对。")
    return mark, key_id, sealed


class EncryptedField(models.Field):
    """What the encrypted fields share: a text column, no lookups, one context for a model and its history.

    Rule: R-63.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if kwargs.get("unique") or kwargs.get("db_index") or kwargs.get("primary_key"):
            raise TypeError("an encrypted field has no order and no equality: index a blind_index column instead")
        super().__init__(*args, **kwargs)

    @property
    def context(self) -> str:
        """Return model and field; a history row shares its model's, so that what is copied between them opens."""
        model = self.model._meta
        return f"{model.app_label}.{(model.model_name or '').removeprefix('historical')}.{self.name}"

    def get_internal_type(self) -> str:
        return "TextField"

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name == "isnull":
            return super().get_lookup(lookup_name)
        self._refuse_query()

    def get_transform(self, lookup_name: str) -> NoReturn:
        self._refuse_query()

    def _refuse_query(self) -> NoReturn:
        raise FieldError(f"{self.name} is encrypted: only isnull can be asked; look up its blind_index column instead")

    def from_db_value(self, value: str | None, expression: BaseExpression, connection: Any) -> Any:
        if value is None:
            return None
        return self.from_bytes(decrypt(value, context=self.context) if value else b"")

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        if value is None or hasattr(value, "as_sql"):
            return value
        plaintext = self.to_bytes(self.to_python(value))
        return (
            encrypt(plaintext, context=self.context) if plaintext else ""
        )  # blank hides nothing and stays cheap to read

    def from_bytes(self, plaintext: bytes) -> Any:
        raise NotImplementedError

    def to_bytes(self, value: Any) -> bytes:
        raise NotImplementedError


class EncryptedTextField(EncryptedField, models.TextField):
    """A text (identity number, account, remark) that is encrypted at rest."""

    description = "Encrypted text"

    def from_bytes(self, plaintext: bytes) -> str:
        return plaintext.decode()

    def to_bytes(self, value: str) -> bytes:
        return value.encode()


class EncryptedBinaryField(EncryptedField, models.BinaryField):
    """Bytes (a scan, an uploaded workbook) that are encrypted at rest."""

    description = "Encrypted bytes"

    def from_bytes(self, plaintext: bytes) -> bytes:
        return plaintext

    def to_bytes(self, value: Any) -> bytes:
        return bytes(value)
