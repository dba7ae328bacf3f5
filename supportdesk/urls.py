"""Addresses of the assembled site."""

from django.contrib.auth.views import LoginView, LogoutView
from django.urls import include, path

from casework.views.feed import calendar_feed
from office.views.first_start import set_up
from office.views.purposes import out_of_hours
from registry.views.search import search
from supportdesk import views

urlpatterns = [
    path("", views.home, name="home"),
    path("login/", LoginView.as_view(redirect_authenticated_user=True), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("password/", views.OwnPasswordView.as_view(), name="password_change"),
    path("start/<str:token>/", set_up, name="first-start"),
    path("purpose/", out_of_hours, name="purpose"),
    path("preferences/", views.preferences, name="preferences"),
    path("reminders/", views.reminders, name="reminders"),
    path("reminders/calendar/", views.calendar_token, name="calendar-token"),
    path("calendar/<str:token>.ics", calendar_feed, name="calendar-feed"),
    path("search/", search, name="search"),
    path("", include("registry.urls")),
    path("casework/", include("casework.urls")),
    path("funds/", include("funds.urls")),
    path("settings/", include("office.urls")),
]

handler500 = "supportdesk.views.server_error"
