"""The stock admin, as one sets it up in an hour and with care."""

from django.contrib import admin
from django.db.models import OuterRef, Prefetch, Subquery, Sum
from django.utils import timezone
from import_export import fields, resources, widgets
from import_export.admin import ImportExportModelAdmin
from import_export.formats.base_formats import XLSX

from bench.stock import models as m

PER_PAGE = 50  # as many as the measured site shows


class PersonResource(resources.ModelResource):
    branch = fields.Field("branch", "所在党支部", widget=widgets.ForeignKeyWidget(m.Branch, "name"))

    class Meta:
        model = m.Person
        import_id_fields = ["public_id"]
        fields = [
            "public_id", "name", "sex", "id_number", "birth_date", "kind", "worked_from", "retired_on", "was_leader",
            "is_veteran", "party_joined_on", "branch", "phone", "address", "residence_area", "marital_status",
            "living_arrangement", "housing_tenure", "illness_kind", "long_term_medication", "outpatient_visits",
            "self_care", "spouse_employment", "monthly_income", "remarks",
        ]  # fmt: skip


class FamilyInline(admin.TabularInline):
    model = m.FamilyMember
    extra = 1


class StayInline(admin.TabularInline):
    model = m.HospitalStay
    extra = 1


class PersonContactInline(admin.TabularInline):
    model = m.ContactPerson
    extra = 1
    autocomplete_fields = ["contact"]
    readonly_fields = ["helpers"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("contact").prefetch_related("contact__helpers")

    @admin.display(description="走访人")
    def helpers(self, row):
        return "、".join(helper.name for helper in row.contact.helpers.all()) if row.contact_id else ""


@admin.register(m.Person)
class PersonAdmin(ImportExportModelAdmin):
    resource_classes = [PersonResource]
    formats = [XLSX]
    list_display = [
        "name", "kind", "age", "branch", "living_arrangement", "self_care", "phone", "helper", "last_contact_on",
        "next_due_on", "aid_paid",
    ]  # fmt: skip
    list_filter = ["kind", "living_arrangement", "self_care", "housing_tenure", "illness_kind", "branch"]
    list_select_related = ["branch", "contact_state"]
    list_per_page = PER_PAGE
    search_fields = ["name", "pinyin", "initials", "phone"]
    autocomplete_fields = ["branch"]
    inlines = [FamilyInline, StayInline, PersonContactInline]

    def get_queryset(self, request):
        paid = m.AidItem.objects.filter(person=OuterRef("pk"), status="paid").values("person")
        paid = paid.annotate(sum=Sum("amount_approved")).values("sum")
        issued = m.Pairing.objects.filter(status="issued", kind="contact").select_related("helper")
        people = super().get_queryset(request).annotate(paid=Subquery(paid))
        return people.prefetch_related(Prefetch("pairings", issued, to_attr="issued"))

    @admin.display(description="年龄", ordering="-birth_date")
    def age(self, person):
        today, born = timezone.localdate(), person.birth_date
        return today.year - born.year - ((today.month, today.day) < (born.month, born.day)) if born else "-"

    @admin.display(description="联系人")
    def helper(self, person):
        return person.issued[0].helper.name if person.issued else "-"

    @admin.display(description="最近联系", ordering="contact_state__last_contact_on")
    def last_contact_on(self, person):
        return person.contact_state.last_contact_on if hasattr(person, "contact_state") else None

    @admin.display(description="下次联系", ordering="contact_state__next_due_on")
    def next_due_on(self, person):
        return person.contact_state.next_due_on if hasattr(person, "contact_state") else None

    @admin.display(description="本年帮扶(元)", ordering="paid")
    def aid_paid(self, person):
        return f"{person.paid / 100:.2f}" if person.paid else "-"


class HelperInline(admin.TabularInline):
    model = m.ContactHelper
    extra = 1
    autocomplete_fields = ["helper"]


class ContactPersonInline(admin.TabularInline):
    model = m.ContactPerson
    extra = 1
    autocomplete_fields = ["person"]


@admin.register(m.Contact)
class ContactAdmin(admin.ModelAdmin):
    list_display = ["held_on", "kind", "on_behalf", "sheet_reference"]
    list_filter = ["kind"]
    date_hierarchy = "held_on"
    search_fields = ["persons__name"]
    inlines = [ContactPersonInline, HelperInline]

    def save_model(self, request, obj, form, change):
        obj.entered_by = request.user
        super().save_model(request, obj, form, change)


@admin.register(m.Branch)
class BranchAdmin(admin.ModelAdmin):
    search_fields = ["name"]


@admin.register(m.StaffMember)
class StaffAdmin(admin.ModelAdmin):
    search_fields = ["name", "staff_no"]
