"""The addresses of the frame and of the specimen page, without those of any other app."""

from django.urls import path

from supportdesk.urls import urlpatterns as site
from tests.supportdesk import specimen

FRAME = {"home", "login", "logout", "password_change", "preferences", "reminders"}
urlpatterns = [
    *[pattern for pattern in site if getattr(pattern, "name", None) in FRAME],
    path("specimen/", specimen.specimen),
    path("specimen/confirm/", specimen.confirm),
]
