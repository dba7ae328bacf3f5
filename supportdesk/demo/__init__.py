"""The demonstration bureau: fictitious people of today's ages, made through the workflows by real actors.

Everything happens at its own moment (`office.clock.at`), from January of last year until today, so that every page has
something to show and every rule that holds for people holds for the demonstration too.
"""
