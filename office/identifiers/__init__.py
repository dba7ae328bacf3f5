"""Parsers for what people type and workbooks hold: numbers, names, dates, sums.

Every parser takes the raw cell or text and returns a value of the trade, or raises ``ValidationError`` with a sentence
in plain Chinese that names what is wrong and what would be right. None of them touches the database.
"""
