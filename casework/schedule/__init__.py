"""When somebody is to be seen or rung up next, and why: pure functions over dates and plain facts, no database."""
