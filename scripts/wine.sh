#!/bin/bash
# Installs the Windows kit on a Chinese Windows that Wine plays, uses it, and takes it away again.
#   bash scripts/wine.sh [STEP…]    every step, or those named, on what an earlier run left
#   KIT=…zip FOLDER=…               a kit of release.sh; the folder (2 GB) keeps what a second run needs
#   OLDER=…zip CLERK=…              the kit before, for the step older; another name than 张 三
# From apt and PyPI alone; Debian 12, as root (a mount namespace gives Wine's user its name).
# Wine 8.0 lacks two things that our libraries ask of Windows; both are made here, and named in docs/windows.md.
set -euo pipefail
cd "$(dirname "$0")/.."
ALL="unzip half_kits install doctor round held odd_places tk windows lines pages clicks functions trouble antivirus
killed_upgrade rolled_back upgrade repair uninstall" # and, by their names alone: tests older
kit=$(readlink -f "${KIT:-$(ls dist/shebao-*-windows.zip)}")
W=${FOLDER:-.venv/wine}
mkdir -p "$W"/locale
W=$(cd "$W" && pwd)
# The rooms whose tests ask neither for another program of Linux nor for hours under Wine.
UNIT_TESTS="tests/domain tests/contract tests/vault tests/ledger tests/rule_book"
t0=$(date +%s)
step() { echo "[$(($(date +%s) - t0)) s] $*"; }
fail() { echo "FAILED: $*"; exit 1; }

user=${CLERK:-张 三}
export WINEPREFIX=$W/prefix WINEARCH=win64 WINEDEBUG=-all LOCPATH=$W/locale
export WINEDLLOVERRIDES="mscoree,mshtml,winedbg.exe=" # no .NET, no Gecko, and a crash ends
unset PIP_CERT PIP_FIND_LINKS
U="$WINEPREFIX/drive_c/users/$user"
D="$U/Downloads/工资 & 社保（1）"
name=$(basename "$kit" .zip)
K="C:\\users\\$user\\Downloads\\工资 & 社保（1）\\$name"
P="$U/AppData/Local/Programs/shebao"
PY="C:\\users\\$user\\AppData\\Local\\Programs\\shebao\\app\\python.exe"
HERE="Z:${PWD//\//\\}"
xlam="$U/AppData/Roaming/Microsoft/Excel/XLSTART/shebao.xlam"
book="C:\\users\\$user\\Documents\\a=b %TEMP% ^ & 工资.xlsx"

as_clerk() {
    LC_ALL=${PAGE:-zh_CN.UTF-8} LANG=${PAGE:-zh_CN.UTF-8} HOME=$W/home unshare -m sh -c \
        'mount --bind "$0" /etc/passwd; exec "$@"' "$W/passwd" "$@"
}
# Python's standard output must be a pipe there, and its standard input must exist.
win() { as_clerk wine "$@" 2>&1 </dev/null | from_gbk; return "${PIPESTATUS[0]}"; }
from_gbk() { # line by line: iconv tells nothing before the end
    python3 -uc 'import sys
for line in sys.stdin.buffer: print(line.decode("gbk", "replace").rstrip("\r\n"))'
}
script() { # NAME ARGUMENTS…: as a double click runs it
    local what=$1
    shift
    win cmd /c call "$K\\$what" "$@"
}
shebao() { win "$PY" -m shebao.cli "$@"; }
com() { # SCRIPT ARGUMENTS…: plays Excel
    local what=$1
    shift
    win "$PY" "$HERE\\scripts\\windows\\com_$what.py" "$HERE" "$@"
}
told() { python3 -c "import json,sys; print(json.load(open(sys.argv[1]))[sys.argv[2]])" "$W/sandbox" "$1"; }
ends() {
    for process in ${sandbox:-} ${screen:-}; do kill "$process" 2>/dev/null || true; done
    wineserver -k 2>/dev/null || true
}
trap ends EXIT

debian() {
    local need=""
    for p in wine wine64 gcc-mingw-w64-x86-64 locales xvfb xauth xdotool imagemagick chromium poppler-utils fonts-noto-cjk; do
        dpkg -s $p >/dev/null 2>&1 || need="$need $p"
    done
    [ -n "$need" ] || return 0
    apt-get update -qq
    # shellcheck disable=SC2086 # a list of package names
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $need >"$W/apt.log" 2>&1
}

windows_of_the_clerk() {
    [ -d "$W/locale/zh_CN.UTF-8" ] || localedef -i zh_CN -f UTF-8 "$W/locale/zh_CN.UTF-8" # Wine's code page: 936
    sed "s/^root:x:0:0:[^:]*:/$user:x:0:0:root:/" /etc/passwd >"$W/passwd"
    mkdir -p "$W/home"
    exec 9>"$W/screen"
    Xvfb -displayfd 9 -screen 0 1024x768x24 -nolisten tcp 2>/dev/null &
    screen=$!
    for _ in $(seq 600); do [ -s "$W/screen" ] && break; sleep 0.1; done
    DISPLAY=:$(cat "$W/screen")
    export DISPLAY
    [ -f "$WINEPREFIX/system.reg" ] || { as_clerk wine wineboot -i >/dev/null 2>&1 </dev/null; wineserver -w; }
    # One server that stays saves seconds a start; its first children would hold our pipes open.
    as_clerk setsid wineserver -p600 >/dev/null 2>&1 </dev/null 9>&- &
    sleep 1
    as_clerk wine cmd /c exit >/dev/null 2>&1 </dev/null 9>&-
    local key entry value
    for entry in 'HKCU\Software\Wine|Version|win10' "HKCU\\Environment|TEMP|C:\\users\\$user\\AppData\\Local\\Temp"; do
        IFS='|' read -r key name_of value <<<"$entry"
        as_clerk wine reg add "$key" /v "$name_of" /d "$value" /f >/dev/null 2>&1 </dev/null 9>&-
    done
    mkdir -p "$U/AppData/Local/Temp"
    for link in "$U"/*; do [ ! -L "$link" ] || { rm "$link"; mkdir "$link"; }; done # else Linux' own folders
}

what_wine_lacks() { # ProcessPrng, which every library in Rust asks for
    [ -f "$WINEPREFIX/drive_c/windows/system32/bcryptprimitives.dll" ] && return
    cat >"$W/prng.c" <<'C'
#include <windows.h>
BOOLEAN NTAPI SystemFunction036(PVOID, ULONG);
__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE p, SIZE_T n) { return SystemFunction036(p, (ULONG)n); }
BOOL WINAPI DllMain(HINSTANCE h, DWORD r, LPVOID l) { return TRUE; }
C
    x86_64-w64-mingw32-gcc -O2 -shared -nostdlib -e DllMain -ladvapi32 -lkernel32 \
        -o "$WINEPREFIX/drive_c/windows/system32/bcryptprimitives.dll" "$W/prng.c" -ladvapi32 -lkernel32
}

bureau() { # a sandbox on this Linux, and what its employer pays
    [ -z "${sandbox:-}" ] || return 0
    rm -rf "$W/pair" "$W/sandbox"
    mkdir "$W/pair"
    .venv/bin/python - "$W/pair" <<'PYTHON'
import sys
from pathlib import Path
from shebao.demo.samples import write_pair
write_pair(Path(sys.argv[1]), people=12, seed=5)
PYTHON
    .venv/bin/python -m shebao.cli sandbox --port 0 --roster "$W/pair/参保职工列表.xlsx" \
        >"$W/sandbox" 2>/dev/null </dev/null 9>&- &
    sandbox=$!
    for _ in $(seq 3000); do [ -s "$W/sandbox" ] && break; sleep 0.1; done
    SHEBAO_BUREAU_URL=$(told url) SHEBAO_PASSWORD=$(told first_password)
    export SHEBAO_BUREAU_URL SHEBAO_PASSWORD
}

the_kit() { # unzipped, with what Wine cannot bear taken out of it
    [ -d "$D/$name" ] && return
    mkdir -p "$D"
    python3 -m zipfile -e "$kit" "$D"
    rm -f "$D/$name/app/_wmi.pyd" # Wine's WMI ends the process; the list of files knows no such thing
    sed -i '/  _wmi.pyd$/d' "$D/$name/files.sha256"
    # Complex functions of C99, which numpy asks for as xlwings is imported.
    .venv/bin/python scripts/windows/wine_numpy.py "$D/$name" "$W" "$WINEPREFIX/drive_c/windows/system32"
}

step_unzip() {
    rm -rf "$D" "$U/AppData/Local/Programs" "$U/AppData/Local/shebao" "$U/.shebao" "$U/AppData/Roaming/Microsoft/Excel"
    rm -rf "$U/Documents" "$WINEPREFIX/drive_c/Program Files (x86)/Microsoft/Edge" # of a walk that failed
    mkdir -p "$U/Documents"
    the_kit
}

step_half_kits() { # half an archive, and one from which an antivirus took a file, are refused
    for taken in python.exe python313.zip Lib/site-packages/shebao/setup/host.py Lib/site-packages/tzdata/zones; do
        mv "$D/$name/app/$taken" "$W/aside"
        # The .cmd itself speaks UTF-8, Python the system's page.
        said=$(as_clerk wine cmd /c call "$K\\安装.cmd" /S /PROVINCE:贵州 2>&1 </dev/null | cat) && true
        mv "$W/aside" "$D/$name/app/$taken"
        grep -q 全部解压 <<<"$said$(iconv -f gbk -t utf-8 -c <<<"$said")" || fail "without $taken: $said"
        [ ! -e "$P" ] || fail "something was put in place without $taken"
    done
}

step_install() {
    script 安装.cmd /S && fail "installed without a region"
    script 安装.cmd /S /PROVINCE:贵州 || fail "安装.cmd"
    [ -f "$P/app/python.exe" ] && [ ! -e "$P/app.new" ] && [ ! -e "$P/app.old" ] || fail "program not in place"
    [ -f "$P/app/xlwings64-0.37.8.dll" ] || fail "no DLL beside Python"
    [ -n "$(find "$P/app/Lib" -name '*.pyc' -print -quit)" ] || fail "not compiled"
    grep -a '^"INTERPRETER_WIN","%LOCALAPPDATA%\\Programs\\shebao\\app\\python.exe"' "$U/.shebao/shebao.conf" || fail "conf"
    [ -s "$xlam" ] || fail "no add-in"
    [ ! -f "$(dirname "$kit")/shebao.xlam" ] || cmp "$xlam" "$(dirname "$kit")/shebao.xlam" || fail "another add-in than Linux built"
}

step_doctor() {
    SHEBAO_BUREAU_URL="" shebao doctor --json >"$W/doctor.json" || true
    python3 - "$W/doctor.json" <<'PYTHON'
import json, sys
found = json.loads(open(sys.argv[1], encoding="utf-8").read().strip().splitlines()[-1])["findings"]
print("  ", [fault["code"] for fault in found])
# Wine has no Excel, no Chinese font and no wkhtmltopdf; nobody set the bureau's address.
lacks = {"excel_missing", "cjk_font_missing", "wkhtmltopdf_missing", "bureau_url_unset"}
sys.exit([fault for fault in found if fault["code"] not in lacks] or 0)
PYTHON
}

step_round() { # against a sandbox
    rm -f "$U/Documents/a=b"*
    shebao new shebao --out "$book" || fail new
    shebao new shebao --out "C:\\users\\$user\\Documents\\CON.xlsx" && fail "a device's name was taken"
    shebao run login --book "$book" --set "纳税人识别号=$(told tax_id)" || fail login
    shebao run update_roster --book "$book" || fail update_roster
    shebao run new_wage_sheet --book "$book" || fail new_wage_sheet
    win "$PY" -c "import keyring, sys; b = keyring.get_keyring(); print('  ', type(b).__module__, b.name)"
}

step_held() { # a workbook that another program holds
    cat >"$W/hold.py" <<'PYTHON'
import ctypes, os, subprocess, sys
k = ctypes.WinDLL("kernel32"); k.CreateFileW.restype = ctypes.c_void_p
k.CreateFileW.argtypes = [ctypes.c_wchar_p, *[ctypes.c_uint] * 2, ctypes.c_void_p, *[ctypes.c_uint] * 2, ctypes.c_void_p]
held = k.CreateFileW(sys.argv[1], 0x80000000, 3, None, 3, 0, None)  # read and write shared, not delete
# Into files: a service that Wine starts on demand would hold a pipe open.
with open(os.path.join(os.environ["TEMP"], "held"), "w+b") as out:
    done = subprocess.run([sys.executable, "-m", "shebao.cli", "run", "update_roster", "--book", sys.argv[1], "--json"],
                          stdout=out, stderr=out, stdin=subprocess.DEVNULL)
    out.seek(0); said = out.read().decode("gbk")
print(done.returncode, said)
sys.exit(not (done.returncode == 1 and "正被其他程序打开" in said))
PYTHON
    win "$PY" "Z:${W//\//\\}\\hold.py" "$book" || fail "it was not refused before anything was done"
}

step_odd_places() { # a share, a path that Windows without its setting cannot open, a workbook that is read-only
    local share="$W/share" long folder
    rm -rf "$share" "$WINEPREFIX/dosdevices/unc"
    mkdir -p "$share" "$WINEPREFIX/dosdevices/unc/files.example"
    ln -s "$share" "$WINEPREFIX/dosdevices/unc/files.example/人事"
    shebao new shebao --out '\\files.example\人事\社保 1.xlsx' || fail "new on a share"
    shebao run login --book '\\files.example\人事\社保 1.xlsx' --set "纳税人识别号=$(told tax_id)" || fail "login on a share"
    shebao run update_roster --book '\\files.example\人事\社保 1.xlsx' | tee "$W/said"
    grep -q "职工总数 12" "$W/said" && [ -s "$share/社保 1.xlsx" ] || fail "a share"

    folder="$U/Documents$(printf '/很长很长很长很长很长很长很长很长的文件夹名%.0s' $(seq 12))"
    mkdir -p "$folder"
    long="C:\\users\\$user\\${folder#"$U"/}\\社保费.xlsx"
    long=${long//\//\\}
    cp "$share/社保 1.xlsx" "$folder/社保费.xlsx"
    echo "   a path of ${#long} characters"
    shebao run update_roster --book "$long" >"$W/said" || true
    cat "$W/said"
    grep -q "职工总数 12" "$W/said" && ! grep -q 没有写入 "$W/said" || fail "a path of ${#long} characters"
    rm -rf "$U/Documents/很长"*

    cp "$share/社保 1.xlsx" "$U/Documents/只读.xlsx"
    chmod 444 "$U/Documents/只读.xlsx"
    cp "$U/Documents/只读.xlsx" "$W/before.xlsx"
    shebao run update_roster --book "C:\\users\\$user\\Documents\\只读.xlsx" >"$W/said" && fail "a read-only one was written"
    cat "$W/said"
    grep -q 只读 "$W/said" && cmp "$U/Documents/只读.xlsx" "$W/before.xlsx" || fail "a read-only one"
    rm -f "$U/Documents/只读.xlsx"
}

step_tk() {
    win "$PY" -c "import tkinter; print('  ', tkinter.Tcl().eval('info patchlevel'))" || fail Tk
}

step_windows() { # a picture of each dialog, into $W/pictures: look at them
    rm -rf "$W/pictures"
    mkdir -p "$W/pictures"
    .venv/bin/python -m scripts.windows.wine_pictures "$W/pictures" unshare -m sh -c \
        'mount --bind "$0" /etc/passwd; exec "$@"' "$W/passwd" wine "$PY" || fail "a window"
}

step_lines() { # every button's command line, as the add-in's VBA makes it, through Wine's cmd.exe
    .venv/bin/python -m scripts.windows.command_lines "$W/lines.json" || fail "no lines"
    win "$PY" "$HERE\\scripts\\windows\\run_lines.py" "Z:${W//\//\\}\\lines.json" || fail "a line"
}

step_pages() { # code pages: what the program says reaches a script of each
    local page
    for page in zh_CN.UTF-8=936 en_US.UTF-8=1252; do
        [ -d "$W/locale/${page%=*}" ] || localedef -i "${page%.*}" -f UTF-8 "$W/locale/${page%=*}"
    done
    for page in zh_CN.UTF-8=936 en_US.UTF-8=1252; do
        PAGE=${page%=*} as_clerk wine "$PY" "$HERE\\scripts\\windows\\code_pages.py" "${page#*=}" </dev/null 2>&1 | cat
        [ "${PIPESTATUS[0]}" = 0 ] || fail "page ${page#*=}"
    done
}

step_clicks() { # every button over COM, through xlwings' DLL
    rm -rf "$U/clicks"
    mkdir -p "$U/clicks" "$WINEPREFIX/drive_c/Program Files (x86)/Microsoft/Edge/Application"
    x86_64-w64-mingw32-gcc -O2 -municode -s scripts/windows/msedge.c \
        -o "$WINEPREFIX/drive_c/Program Files (x86)/Microsoft/Edge/Application/msedge.exe"
    cp "$W/pair/工资表.xlsx" "$U/clicks/工资 表.xlsx"
    com clicks "C:\\users\\$user\\clicks" "C:\\users\\$user\\clicks\\工资 表.xlsx" "Z:${W//\//\\}\\sandbox" || fail "a click"
    rm -r "$WINEPREFIX/drive_c/Program Files (x86)/Microsoft/Edge"
    local print
    for print in 税收完税证明 银行端查询缴税凭证; do
        pdftotext -layout "$U/clicks/$print"_*.pdf - | tr -d ' ' | grep -q "$print" || fail "$print is another page"
    done
    no_server
}

no_server() { # Windows ends the function server with the process that plays Excel
    local process ours
    for _ in $(seq 120); do
        ours=""
        for process in $(pgrep -f 'python.exe.*xlwings.serve'); do
            ! grep -qz "^WINEPREFIX=$WINEPREFIX$" "/proc/$process/environ" || ours=$process
        done
        [ -n "$ours" ] || return 0
        sleep 0.5
    done
    fail "the function server outlived Excel"
}

step_functions() { # every worksheet function, a cell and a range
    com functions || fail "a function"
    no_server
}

step_trouble() { # a busy Excel, a closed one, two workbooks, a renamed one, a server that dies, two users
    rm -rf "$U/trouble"
    mkdir -p "$U/trouble"
    com trouble "C:\\users\\$user\\trouble" "Z:${W//\//\\}\\sandbox" || fail trouble
    no_server
}

step_tests() { # the project's own, on the kit's Python; TESTS=FOLDERS or FILES
    rm -rf "$W/wheels"
    .venv/bin/python -m scripts.windows.test_wheels "$W/wheels"
    # shellcheck disable=SC2086 # a list of folders
    win "$PY" -B "$HERE\\scripts\\windows\\unit_tests.py" "$HERE" "Z:${W//\//\\}\\wheels" ${TESTS:-$UNIT_TESTS} || fail "a test"
}

step_antivirus() { # takes a library of the installed program
    local library status=0
    library=$(find "$P/app/Lib/site-packages/pydantic_core" -name '*.pyd')
    mv "$library" "$W/library"
    shebao doctor --json >"$W/said" || true
    shebao run update_roster --book "$book" >"$W/refused" || status=$?
    mv "$W/library" "$library"
    grep -q component_broken "$W/said" || fail "doctor does not name it: $(cat "$W/said")"
    [ $status != 0 ] || fail "it went on without it"
    grep -q '组件“pydantic_core' "$W/refused" || fail "$(cat "$W/refused")"
}

step_killed_upgrade() { # ended while it copies
    the_kit
    win "$K\\app\\python.exe" -c "
import os, subprocess, sys, time
kit, new = os.path.dirname(sys.prefix), os.path.expandvars(r'%LOCALAPPDATA%\\Programs\\shebao\\app.new\\Lib')
quiet = dict.fromkeys(('stdin', 'stdout', 'stderr'), subprocess.DEVNULL)
installing = subprocess.Popen([sys.executable, '-m', 'shebao.kit_way_in', kit, 'install', '/S'], **quiet)
while not os.path.isdir(new) and installing.poll() is None: time.sleep(0.05)
installing.kill()"
    [ -d "$P/app.new" ] && [ -f "$P/app/python.exe" ] || fail "nothing was interrupted"
}

step_rolled_back() { # a new Python that ends at once, and one that ends badly with its add-in in place
    local code
    the_kit
    printf 'of the version before' >>"$xlam"
    cp "$xlam" "$W/before.xlam"
    cp "$D/$name/files.sha256" "$W/list"
    for code in 'os._exit(7)' 'print("noise")'; do
        echo "import os, sys; 'Programs' in sys.prefix and $code" >"$D/$name/app/sitecustomize.py"
        (cat "$W/list" && cd "$D/$name/app" && sha256sum sitecustomize.py) >"$D/$name/files.sha256"
        script 安装.cmd /S >"$W/said" && fail "it counts as installed"
        grep 退出码 "$W/said" | grep -q 已恢复原状 || fail "$(cat "$W/said")"
        [ -f "$P/app/python.exe" ] && [ ! -e "$P/app/sitecustomize.py" ] && [ ! -e "$P/app.new" ] || fail "not rolled back"
        cmp "$xlam" "$W/before.xlam" || fail "the add-in is not the one before"
    done
    rm "$D/$name/app/sitecustomize.py"
    mv "$W/list" "$D/$name/files.sha256"
}

step_upgrade() { # by the same kit; a file that is gone comes back
    the_kit
    rm -f "$P/app/Lib/site-packages/pydantic_core/"*.pyd
    script 安装.cmd /S || fail upgrade
    [ -n "$(find "$P/app/Lib/site-packages/pydantic_core" -name '*.pyd')" ] && [ ! -e "$P/app.old" ] || fail "not the new program"
}

program() { # what is installed
    find "$P/app/Lib/site-packages/shebao" -name '*.py' -print0 | sort -z | xargs -0 cat | sha256sum
}

step_older() { # by its name alone: the kit before, its workbook and its data, and this one over it
    local newer=$kit before
    kit=$(readlink -f "${OLDER:?the kit before}")
    ! cmp -s "$kit" "$newer" || fail "OLDER is this kit"
    step_unzip
    script 安装.cmd /S /PROVINCE:贵州 || fail "the kit before"
    step_round
    before=$(program)
    rm -rf "$D"
    kit=$newer
    the_kit
    script 安装.cmd /S || fail "over the kit before"
    [ "$before" != "$(program)" ] && [ ! -e "$P/app.old" ] || fail "not the new program"
    shebao run update_roster --book "$book" || fail "its workbook with the new program"
    shebao run check_wages --book "$book" || fail "a new command on it"
}

step_repair() { # by 修复.cmd of the installed program
    rm -f "$xlam"
    win cmd /c call "C:\\users\\$user\\AppData\\Local\\Programs\\shebao\\修复.cmd" /S || fail 修复.cmd
    [ -s "$xlam" ] || fail "not repaired"
}

step_uninstall() { # by 卸载.cmd of the installed program
    rm -rf "$D"
    win cmd /c call "C:\\users\\$user\\AppData\\Local\\Programs\\shebao\\卸载.cmd" /S || fail 卸载.cmd
    [ ! -e "$xlam" ] || fail "the add-in stayed"
    for _ in $(seq 1200); do [ -e "$P" ] || break; sleep 0.5; done # by a cmd that waited for this one
    [ ! -e "$P" ] || fail "the program stayed"
    [ -s "$U/AppData/Local/shebao/shebao.db" ] || fail "the data went with it"
}

for each in ${*:-$ALL}; do
    declare -F "step_$each" >/dev/null || { echo "no step $each; there are: $ALL"; exit 2; }
done
step "Debian packages"
debian
step "a Windows for $user"
windows_of_the_clerk
what_wine_lacks
failed=""
for each in ${*:-$ALL}; do
    step "$each"
    case $each in round | held | odd_places | clicks | trouble | antivirus | older) bureau ;; esac
    set +e # a step that fails is told at the end; the others can be judged all the same
    (
        trap - EXIT
        set -e
        "step_$each"
    )
    [ $? = 0 ] || failed="$failed $each"
    set -e
    # The last of all buttons changes the password.
    [ "$each" != clicks ] || { kill "$sandbox"; sandbox=""; }
done
step "done, $(du -sh "$W" | cut -f1)${failed:+; FAILED:$failed}"
[ -z "$failed" ]
