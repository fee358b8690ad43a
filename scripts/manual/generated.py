"""Where the generated parts of the manual lie, and where they come from."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
MANUAL = ROOT / "docs" / "manual"
RUNS = MANUAL / "runs.json"
PICTURES = ROOT / "docs" / "pictures" / "sheets"
