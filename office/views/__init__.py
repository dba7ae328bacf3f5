"""Pages of the office: settings, staff, accounts, policy, calendar, audit; and what all views share."""
