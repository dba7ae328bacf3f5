"""Categories that explain themselves: rules as data, what is known of a person on a day, and what follows from both.

choices → evidence → checks → rules → evaluation → explanation → suggestions, each building on those before it. A rule
suggests; a person decides (PIPL 24).
"""
