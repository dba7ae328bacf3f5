"""Settings of the tests: plain static files, a fast password hasher, a database file of their own."""

import os

from supportdesk.settings import *  # noqa: F403  (a settings module is a flat name space by design)
from supportdesk.settings import DATA_DIR, DATABASES, STORAGES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True  # nothing is collected for a test
AXES_ENABLED = False
MEDIA_ROOT = DATA_DIR / "test-uploads"
if "sqlite3" in str(DATABASES["default"]["ENGINE"]):
    # A file, not memory: the live server and the racing processes open it beside the test.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / f"test-{os.getpid()}.sqlite3")}
else:
    DATABASES["default"]["TEST"] = {"TEMPLATE": os.environ.get("TEST_TEMPLATE")}  # migrated once for all workers
    DATABASES["default"]["OPTIONS"] = {}  # the pool outlives the test database and would keep it from being dropped
