"""Addresses of the annual review."""

from django.urls import path

from casework.views import review_rows, reviews

urlpatterns = [
    path("reviews/", reviews.review_list, name="review-list"),
    path("reviews/new/", reviews.review_open, name="review-open"),
    path("reviews/overdue/", reviews.review_overdue, name="review-overdue"),
    path("reviews/<slug:public_id>/", reviews.review_page, name="review-page"),
    path("reviews/<slug:public_id>/refresh/", reviews.review_refresh, name="review-refresh"),
    path("reviews/<slug:public_id>/sample/", reviews.review_sample, name="review-sample"),
    path("reviews/<slug:public_id>/close/", reviews.review_close, name="review-close"),
    path("reviews/<slug:public_id>/rows/", review_rows.review_rows, name="review-rows"),
    path("reviews/<slug:public_id>/propose/", review_rows.review_propose_many, name="review-propose-many"),
    path("reviews/<slug:public_id>/decide/", review_rows.review_decide_many, name="review-decide-many"),
    path("review-rows/<slug:public_id>/", review_rows.review_row, name="review-row"),
    path("review-rows/<slug:public_id>/propose/", review_rows.review_propose, name="review-propose"),
    path("review-rows/<slug:public_id>/decide/", review_rows.review_decide, name="review-decide"),
    path("review-rows/<slug:public_id>/apply/", review_rows.review_apply, name="review-apply"),
    path("review-rows/<slug:public_id>/recheck/", review_rows.review_recheck, name="review-recheck"),
]
