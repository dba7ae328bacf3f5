"""Addresses of the year's supervision."""

from django.urls import path

from casework.views import inspections, supervision

urlpatterns = [
    path("supervision/", supervision.home, name="supervision-home"),
    path("supervision/mine/", supervision.own_page, name="supervision-own"),
    path("supervision/mine/<slug:figure>/", supervision.own_rows, name="supervision-own-rows"),
    path("supervision/<int:year>/", supervision.page, name="supervision-page"),
    path("supervision/<int:year>/pdf/", supervision.file, {"kind": "pdf"}, name="supervision-pdf"),
    path("supervision/<int:year>/xlsx/", supervision.file, {"kind": "xlsx"}, name="supervision-xlsx"),
    path("supervision/<int:year>/draw/", inspections.draw, name="inspection-draw"),
    path("supervision/<int:year>/<slug:figure>/", supervision.rows, name="supervision-rows"),
    path("inspected/<slug:public_id>/", inspections.record_page, name="inspected-record"),
    path("inspected/<slug:public_id>/finding/", inspections.find, name="inspected-find"),
    path("inspected/<slug:public_id>/mending/", inspections.mend, name="inspected-mend"),
]
