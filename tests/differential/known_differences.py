"""Worlds in which check and bureau once disagreed, by what was wrong; their number is the seed.

Worlds beyond those of the default run are played with it. A change of the generator changes what
a number stands for: play the old mistakes again then (take the mend out, see the test fail) and
renumber. Each mend also has its case in ``tests/rules/checks/test_wage_checks.py`` or
``tests/sandbox/wages/test_filed_wages.py``, which no generator can change.
"""

KNOWN: dict[str, int] = {
    "E2 was looked for in the current period alone": 0,
    "E2 was said for insurances whose premiums nobody confirmed": 1,
    "public body by person was not foreseen": 1,
    "annual filing outside its window was not foreseen": 1,
    "year or month that cannot be filed was not foreseen": 0,
    "enrolment was judged by today, not by the filing's first month": 3,
    "insurance that had ended was said to need a wage": 4,
    "E2 was answered for a period before the person joined": 12,
    "filed wage of an insurance that had ended was said to be deleted": 1,
}
