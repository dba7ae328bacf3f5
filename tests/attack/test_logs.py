"""Somebody pastes an ID number where no page asks for one."""

import logging
from logging.config import dictConfig

import pytest
from django.conf import settings

pytestmark = pytest.mark.django_db

NUMBER = "43999919450101123X"


@pytest.mark.parametrize("path", [f"/people/{NUMBER}/", f"/people/?q={NUMBER}", f"/nowhere/{NUMBER}?x={NUMBER}"])
def test_an_id_number_in_an_address_is_masked_in_the_log(as_user, cast, capsys, path):
    handlers = logging.getLogger().handlers[:]
    dictConfig(settings.LOGGING)
    try:
        as_user(cast.caseworker).get(path)
        logging.getLogger("django.request").warning("Not Found: %s", path)
    finally:
        logging.getLogger().handlers = handlers
    written = capsys.readouterr().err
    assert "43*************23X" in written
    assert NUMBER not in written
