"""What the pages are measured against: Django's admin with django-import-export over the same tables, set up with care.

It reads what the lists read with select_related and prefetch_related, shows as many rows to a page, and keeps no
history, no dated facts, no encryption and no schedule, all of which the pages it is compared with do.
"""
