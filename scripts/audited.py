"""Says what an answer of pip-audit proves: 0 none known, 1 some, 3 not every one was asked."""

import json
import sys
from pathlib import Path

NONE_KNOWN, KNOWN, NOT_ASKED = 0, 1, 3


def main(lock: str, answer: Path, said: Path) -> int:
    """Print what is known of a lock's packages; pip-audit itself takes a skipped one for sound."""
    try:
        packages = json.loads(answer.read_text(encoding="utf-8"))["dependencies"]
    except (OSError, ValueError, KeyError):
        packages = []
    if not packages:
        print(f"{lock}: NOT AUDITED, the advisory database could not be reached:")
        print("  " + "\n  ".join(said.read_text(encoding="utf-8").strip().splitlines()[-3:]))
        return NOT_ASKED
    skipped = [one for one in packages if "skip_reason" in one]
    asked = len(packages) - len(skipped)
    faults = [(one, fault) for one in packages for fault in one.get("vulns", [])]
    for one, fault in faults:
        mended = ", ".join(fault["fix_versions"]) or "no version yet"
        print(f"{lock}: {one['name']} {one['version']}: {fault['id']}, mended in {mended}")
    if skipped:
        what = "could not be reached" if not asked else "has no answer for some"
        print(
            f"{lock}: NOT AUDITED, {len(skipped)} of {len(packages)}: the advisory database {what}."
        )
        for one in skipped[:3]:
            print(f"  {one['skip_reason']}")
        return KNOWN if faults else NOT_ASKED
    print(f"{lock}: {asked} audited, {len(faults)} vulnerabilities known.")
    return KNOWN if faults else NONE_KNOWN


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])))
