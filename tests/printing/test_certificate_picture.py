"""The certificate still looks like the reference picture.

To renew the picture after a wanted change, look at the new print first, then:
``python -m tests.printing.test_certificate_picture``
"""

import gzip
import subprocess
from pathlib import Path

import numpy as np
import numpy.typing as npt

from shebao.printing.tax_certificate import print_tax_certificate
from tests.printing.samples import certificate, line

REFERENCE = Path(__file__).parent / "reference" / "tax_certificate.pgm.gz"
# Other versions of the fonts move glyphs by a pixel; a lost border, column or seal is far more.
MOST_MEAN_DIFFERENCE = 1.0
MOST_BLOCK_DIFFERENCE = 18.0
BLOCK = 16


def picture(folder: Path) -> bytes:
    """Return page 1 of a fixed certificate as a grey PGM picture."""
    path = print_tax_certificate(
        certificate([line(number) for number in range(4)]), folder / "a.pdf"
    )
    return subprocess.run(
        ["pdftoppm", "-r", "50", "-gray", "-singlefile", path],
        capture_output=True,
        check=True,
        timeout=60,
    ).stdout


def grey(pgm: bytes) -> npt.NDArray[np.float64]:
    kind, size, _, pixels = pgm.split(b"\n", 3)
    assert kind == b"P5"
    width, height = map(int, size.split())
    return np.frombuffer(pixels, np.uint8).reshape(height, width).astype(np.float64)


def block_means(grey_picture: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    rows, columns = (length // BLOCK for length in grey_picture.shape)
    whole = grey_picture[: rows * BLOCK, : columns * BLOCK]
    means: npt.NDArray[np.float64] = whole.reshape(rows, BLOCK, columns, BLOCK).mean(axis=(1, 3))
    return means


def test_certificate_looks_like_the_reference(tmp_path: Path) -> None:
    expected = grey(gzip.decompress(REFERENCE.read_bytes()))
    shown = grey(picture(tmp_path))

    assert shown.shape == expected.shape
    assert np.abs(shown - expected).mean() < MOST_MEAN_DIFFERENCE
    assert np.abs(block_means(shown) - block_means(expected)).max() < MOST_BLOCK_DIFFERENCE


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        REFERENCE.write_bytes(gzip.compress(picture(Path(folder)), mtime=0))
