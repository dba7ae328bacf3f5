"""Settings of the measured site: those of the site itself, with the static files in the folder of the run."""

import os
from pathlib import Path

from supportdesk.settings import *  # noqa: F403  (a settings module is a flat name space by design)
from supportdesk.settings import STORAGES

FOLDER = Path(os.environ["BENCH_FOLDER"])
STATIC_ROOT, MEDIA_ROOT = FOLDER / "ours", FOLDER / "uploads"
# The same names with hashes as in production, without the time it takes to compress the files.
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}}
