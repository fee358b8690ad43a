"""Give numpy the complex functions of C99 that Wine 8.0's C runtime lacks; for scripts/wine.sh.

    python wine_numpy.py KIT WORK SYSTEM32

A DLL called wcrtmath.dll has them and hands on everything else; its name takes the place of the
runtime's in two files of numpy, and the kit's list is told of it.
"""

import hashlib
import re
import subprocess
import sys
from pathlib import Path

OLD = b"api-ms-win-crt-math-l1-1-0.dll"
NEW = b"wcrtmath.dll".ljust(len(OLD), b"\0")
USERS = (
    "_core/_multiarray_umath*.pyd",
    "linalg/_umath_linalg*.pyd",
)
HEAD = """#include <math.h>
typedef struct {float x, y;} F; typedef struct {double x, y;} D;
"""
SIMPLE = """{t} creal{s}({T} z) {{return z.x;}} {t} cimag{s}({T} z) {{return z.y;}}
{t} cabs{s}({T} z) {{return hypot(z.x, z.y);}} {t} carg{s}({T} z) {{return atan2(z.y, z.x);}}
{T} cpow{s}({T} p, {T} q) {{ double m = hypot(p.x, p.y);
 if (m == 0) {{ {T} r = {{q.x == 0 && q.y == 0, 0}}; return r; }}
 double l = log(m), g = atan2(p.y, p.x), e = exp(q.x * l - q.y * g), b = q.x * g + q.y * l;
 {T} r = {{e * cos(b), e * sin(b)}}; return r; }}
"""
PARTS = {
    "cexp": "exp(a) * cos(b), exp(a) * sin(b)",
    "csin": "sin(a) * cosh(b), cos(a) * sinh(b)",
    "ccos": "cos(a) * cosh(b), -sin(a) * sinh(b)",
    "csinh": "sinh(a) * cos(b), cosh(a) * sin(b)",
    "ccosh": "cosh(a) * cos(b), sinh(a) * sin(b)",
    "ctan": "sin(2*a) / (cos(2*a) + cosh(2*b)), sinh(2*b) / (cos(2*a) + cosh(2*b))",
    "ctanh": "sinh(2*a) / (cosh(2*a) + cos(2*b)), sin(2*b) / (cosh(2*a) + cos(2*b))",
}
OWN = [
    f"{name}{s}"
    for s in ("f", "", "l")
    for name in ("creal", "cimag", "cabs", "carg", "cpow", *PARTS)
]


def main() -> None:
    """Build the DLL and exchange the name."""
    kit, work, system = map(Path, sys.argv[1:])
    numpy = kit / "app" / "Lib" / "site-packages" / "numpy"
    files = [path for pattern in USERS for path in numpy.glob(pattern)]
    asked = set[str]()
    for path in files:
        said = subprocess.run(
            ["x86_64-w64-mingw32-objdump", "-p", path], check=True, capture_output=True, text=True
        ).stdout
        for block in said.split("DLL Name: ")[1:]:
            if block.startswith((OLD.decode(), "wcrtmath.dll")):
                rows = block.partition("\n\n")[0]
                asked |= set(
                    re.findall(
                        r"^\s+[0-9a-f]+\s+(?:<none>\s+)?[0-9a-f]+\s+([A-Za-z_]\w*)", rows, re.M
                    )
                )
    code = [HEAD]
    for suffix, real in (("f", "float"), ("", "double"), ("l", "double")):
        kind = "F" if suffix == "f" else "D"
        code.append(SIMPLE.format(s=suffix, t=real, T=kind))
        for name, parts in PARTS.items():
            code.append(
                f"{kind} {name}{suffix}({kind} z) {{double a = z.x, b = z.y;"
                f" {kind} r = {{{parts}}}; return r;}}\n"
            )
    (work / "math.c").write_text("".join(code))
    names = (
        name if name in OWN else f"{name} = ucrtbase.{name}" for name in sorted({*asked, *OWN})
    )
    (work / "math.def").write_text("LIBRARY wcrtmath\nEXPORTS\n" + "\n".join(names) + "\n")
    options = ["-O2", "-fno-builtin", "-w", "-shared", "-static-libgcc", "-s"]
    subprocess.run(
        [
            "x86_64-w64-mingw32-gcc",
            *options,
            "-o",
            system / "wcrtmath.dll",
            work / "math.c",
            work / "math.def",
        ],
        check=True,
    )
    for path in files:
        before = hashlib.sha256(path.read_bytes()).hexdigest()
        path.write_bytes(path.read_bytes().replace(OLD, NEW))
        after = hashlib.sha256(path.read_bytes()).hexdigest()
        listed = kit / "files.sha256"
        listed.write_text(
            listed.read_text(encoding="utf-8").replace(before, after), encoding="utf-8"
        )
    print(f"   {len(files)} files of numpy, {len(asked)} functions")


if __name__ == "__main__":
    main()
