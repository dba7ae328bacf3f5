"""Addresses of the board and of pairings."""

from django.urls import path

from casework.views import board, handovers, pairing, pairing_board, pairing_import

urlpatterns = [
    path("", board.home, name="home"),
    path("pairings/", pairing.listing, name="pairing-list"),
    path("pairings/new/", pairing.propose, name="pairing-propose"),
    path("pairings/issue/", pairing.issue, name="pairing-issue"),
    path("pairings/print/", pairing.print_list, name="pairing-print"),
    path("pairings/no-helper/", pairing.gaps, name="pairing-gaps"),
    path("pairings/board/", pairing_board.show, name="pairing-board"),
    path("pairings/helpers/<str:public_id>/", pairing_board.helper, name="pairing-helper"),
    path("pairings/helpers/<str:public_id>/hand-over/", handovers.enter, name="handover-enter"),
    path("handovers/", handovers.listing, name="handover-list"),
    path("handovers/new/", handovers.choose, name="handover-choose"),
    path("handovers/<str:public_id>/", handovers.detail, name="handover-detail"),
    path("handovers/<str:public_id>/confirm/", handovers.confirm, name="handover-confirm"),
    path("handovers/<str:public_id>/sheet/", handovers.register, name="handover-register"),
    path("handovers/<str:public_id>/withdraw/", handovers.withdraw, name="handover-withdraw"),
    path("handovers/<str:public_id>/print/", handovers.print_sheet, name="handover-print"),
    path("pairings/import/", pairing_import.upload, name="pairing-import"),
    path("pairings/import/confirm/", pairing_import.confirm, name="pairing-import-confirm"),
    path("pairings/import/template/", pairing_import.template, name="pairing-template"),
    path("pairings/<str:public_id>/change/", pairing.change, name="pairing-change"),
    path("pairings/<str:public_id>/end/", pairing.end, name="pairing-end"),
    path("pairings/<str:public_id>/withdraw/", pairing.withdraw, name="pairing-withdraw"),
]
