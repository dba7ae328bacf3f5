"""Two people at the same moment, through HTTP and two server processes: one wins, the other reads why.

`unguarded.py` is the same site with the guards taken out; there the same rounds must fail, or they prove nothing.
"""
