/* Edge for Wine: prints by the Chromium of this Linux. Arguments that name Windows' files are told in Linux'
   names; a Unix program's end cannot be waited for in Wine, so a shell leaves a file when it is over. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <windows.h>

static char *(CDECL *unix_name)(const wchar_t *);

static void quoted(FILE *out, const char *text)
{
    for (fputc('\'', out); *text; text++)
        if (*text == '\'') fputs("'\\''", out); else fputc(*text, out);
    fputs("' ", out);
}

static void argument(FILE *out, const wchar_t *wide)
{
    static char text[4096], plain[4096];
    static wchar_t path[4096];
    char *from, *to = plain, *name;
    WideCharToMultiByte(CP_UTF8, 0, wide, -1, text, sizeof text, 0, 0);
    if (!strncmp(text, "file:///", 8)) {
        for (from = text + 8; *from; from++) {
            unsigned code;
            if (*from == '%' && sscanf(from + 1, "%2x", &code) == 1) { *to++ = (char)code; from += 2; }
            else *to++ = *from;
        }
        *to = 0;
        MultiByteToWideChar(CP_UTF8, 0, plain, -1, path, 4096);
        fputs("file://", out);
        for (name = unix_name(path); *name; name++)
            if (isalnum((unsigned char)*name) || strchr("/._-", *name)) fputc(*name, out);
            else fprintf(out, "%%%02X", (unsigned char)*name);
        fputc(' ', out);
        return;
    }
    from = strstr(text, "=C:\\");
    if (!from) { quoted(out, text); return; }
    MultiByteToWideChar(CP_UTF8, 0, from + 1, -1, path, 4096);
    name = unix_name(path);
    from[1] = 0;
    snprintf(plain, sizeof plain, "%s%s", text, name);
    quoted(out, plain);
}

int wmain(int count, wchar_t **given)
{
    wchar_t folder[512], script[600], done[620], line[1400], *unix_script;
    STARTUPINFOW start = {sizeof start};
    PROCESS_INFORMATION process;
    FILE *out;
    char name[2048];
    int i, status = 1;
    unix_name = (void *)GetProcAddress(GetModuleHandleA("kernel32"), "wine_get_unix_file_name");
    GetTempPathW(512, folder);
    swprintf(script, 600, L"%ls%lu.sh", folder, GetCurrentProcessId());
    swprintf(done, 620, L"%ls.done", script);
    out = _wfopen(script, L"wb");
    fputs("export LC_ALL=C.UTF-8; unset LOCPATH; chromium --no-sandbox ", out);
    for (i = 1; i < count; i++) argument(out, given[i]);
    fputs(">/dev/null 2>&1 </dev/null; echo $? >\"$0.half\"; mv \"$0.half\" \"$0.done\"\n", out);
    fclose(out);
    snprintf(name, sizeof name, "%s", unix_name(script));
    unix_script = malloc(2048 * sizeof *unix_script);
    MultiByteToWideChar(CP_UTF8, 0, name, -1, unix_script, 2048);
    swprintf(line, 1400, L"/bin/sh \"%ls\"", unix_script);
    if (!CreateProcessW(L"Z:\\bin\\sh", line, 0, 0, FALSE, 0, 0, 0, &start, &process)) return 9;
    for (i = 0; i < 2400 && GetFileAttributesW(done) == INVALID_FILE_ATTRIBUTES; i++) Sleep(50);
    if ((out = _wfopen(done, L"rb"))) { if (fscanf(out, "%d", &status) != 1) status = 1; fclose(out); }
    DeleteFileW(script);
    DeleteFileW(done);
    return status;
}
