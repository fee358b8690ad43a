"""The HTTP contract between the add-in and a bureau, as wire models and state tables.

Amounts are whole fen, rates whole millionths (ppm), months ``YYYY-MM``, times aware UTC.
"""
