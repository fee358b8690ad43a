"""Groups of employees, on both databases."""

from shebao.store import Store


def test_groups_come_parents_first(any_store: Store) -> None:
    """Plain text order would put 甲-乙 between 甲 and 甲/丙."""
    any_store.groups.add("T1", ["甲/丙", "甲-乙", "甲"])
    any_store.groups.add("T1", ["甲"])
    assert any_store.groups.paths("T1") == ["甲", "甲/丙", "甲-乙"]
    assert any_store.groups.paths("T2") == []


def test_a_person_is_in_one_group_or_none(any_store: Store) -> None:
    any_store.groups.add("T1", ["甲", "乙"])
    any_store.groups.assign("T1", {"P1": "甲", "P2": "甲"})
    any_store.groups.assign("T1", {"P1": "乙", "P2": ""})
    assert any_store.groups.members("T1") == {"P1": "乙"}


def test_deleting_takes_what_is_below_and_nothing_beside(any_store: Store) -> None:
    """Neither a longer name nor a wildcard or another case counts as below."""
    any_store.groups.add("T1", ["A_", "A_/x", "A_x", "AB/x", "a_/x"])
    any_store.groups.add("T2", ["A_/x"])
    any_store.groups.assign("T1", {"P1": "A_/x", "P2": "AB/x"})
    any_store.groups.delete("T1", ["A_"])
    assert any_store.groups.paths("T1") == ["AB/x", "A_x", "a_/x"]
    assert any_store.groups.members("T1") == {"P2": "AB/x"}
    assert any_store.groups.paths("T2") == ["A_/x"]
