"""How one of several registrations is told from the others."""

from shebao.commands.employer.unit_list import KnownUnit


def test_a_bureau_that_tells_no_type_leaves_no_empty_place() -> None:
    """The contract lets it; the choice read “…税务局，）”."""
    told = KnownUnit("91520102MA000000XX", "1", "甲公司", "云岩区税务局", "", remark="代办")

    assert str(told) == "甲公司（91520102MA000000XX，云岩区税务局，代办）"
    assert (
        str(KnownUnit("91520102MA000000XX", "1", "甲公司", "", ""))
        == "甲公司（91520102MA000000XX）"
    )
