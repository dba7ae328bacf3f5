"""The WSGI application that the server runs."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "supportdesk.settings")
application = get_wsgi_application()
gc.collect()
gc.freeze()  # what was loaded stays: no later collection need look at it, least of all that after each paper
