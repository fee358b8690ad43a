"""How far long work is, in words: how many things of all, or how many seconds."""


class Seconds(str):
    """What is waited for: what is done of it, and its total, are seconds."""

    __slots__ = ()


def going_words(label: str, done: int, total: int) -> str:
    """Say how far the work is."""
    if isinstance(label, Seconds):
        return f"正在{label}，已过 {done} 秒（最多 {total} 秒）"
    return f"{label} {done:,}/{total:,}"


def stopped_words(label: str, done: int, total: int) -> str:
    """Say how far the work had come when it was stopped."""
    if isinstance(label, Seconds):
        return f"{label}已过 {done} 秒，还没有完成"
    return f"{label}完成 {done}/{total}"
