/* README.txt of a pack: how to check it, what that proves, what lies where.
 * Place in the flow: pack; for a reader who has nothing but the unpacked folder.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/cleanup.h"
#include "base/utf8.h"
#include "pack/internal.h"

/** What each tag file is, in the order in which a reader wants them. */
static const struct {
    const char *path;
    const char *what;
} contents[] = {
    {"index.html", "start here: sections, controls, proof, links to every file"},
    {"reports/gap-report.html", "what is proven and what is open, to read"},
    {"reports/gap-report.md", "what is proven and what is open, as plain text"},
    {"reports/gap-report.xlsx", "the same as a workbook"},
    {"reports/gap-report.json", "the same for programs (check/v1)"},
    {"verify.sh", "checks all of this with a shell of Linux, macOS or BSD"},
    {"verify.ps1", "checks all of this with PowerShell of Windows"},
    {"manifest.json", "every file, every expected item, what was withheld and why"},
    {"manifest-sha256.txt", "SHA-256 of every file below data/"},
    {"tagmanifest-sha256.txt", "SHA-256 of every other file"},
    {"bagit.txt", "says that this folder is a BagIt bag (RFC 8493)"},
    {"bag-info.txt", "organization, day, pack id, number of bytes and files"},
};

static void
add_escaped_line(struct ap_buf *out, const char *label, struct ap_str value)
{
    ap_buf_printf(out, "%-10s ", label);
    ap_text_escape(out, value);
    ap_buf_add_char(out, '\n');
}

static void
add_facts(const struct ap_plan *plan, struct ap_arena *mem, struct ap_buf *out)
{
    const struct ap_workspace *ws = plan->as->cat->ws;
    ap_buf_add_c(out, "\nWHAT THIS IS\n\n");
    add_escaped_line(out, "For", ap_arena_join(mem, ws->organization, ", ", ws->product));
    add_escaped_line(out, "Window", ap_span_str(mem, plan->as->cat->window));
    add_escaped_line(out, "As of", ap_day_str(mem, plan->as->day));
    add_escaped_line(out, "Audience", plan->audience->id);
    if (ws->classification.len)
        add_escaped_line(out, "Marked", ws->classification);
    add_escaped_line(out, "Pack id", ap_str_from(plan->pack_id));
    if (!plan->complete)
        ap_buf_printf(out, "%-10s PARTIAL: %u of %zu expected items are open\n", "State",
                      plan->as->n_gaps, plan->as->n_verdicts);
    else if (plan->as->n_not_due)
        ap_buf_printf(out, "%-10s complete so far; %u expected %s not due yet\n", "State",
                      plan->as->n_not_due, plan->as->n_not_due == 1 ? "item is" : "items are");
    else
        ap_buf_printf(out, "%-10s complete\n", "State");
}

/** Always the same: signatures are added later, and change nothing of this file. */
static const char signature_commands[] =
    "If there is a signature, tagmanifest-sha256.txt.p7s or .sig:\n"
    "    openssl cms -verify -binary -inform DER -in tagmanifest-sha256.txt.p7s"
    " -content tagmanifest-sha256.txt -CAfile CA.pem -purpose any -out ../signed.txt\n"
    "    ssh-keygen -Y verify -f ALLOWED -I NAME -n apipack"
    " -s tagmanifest-sha256.txt.sig < tagmanifest-sha256.txt\n"
    "If there is a time stamp, tagmanifest-sha256.txt.tsr, over the signature:\n"
    "    openssl ts -verify -data tagmanifest-sha256.txt.p7s"
    " -in tagmanifest-sha256.txt.tsr -CAfile CA.pem\n"
    "CA.pem and ALLOWED must come from somebody you know, not from the pack.\n\n";

/** Words of this file, with the number of the pack's digest for each 256 in them. */
static void
add_words(const struct ap_plan *plan, const char *words, struct ap_buf *out)
{
    for (struct ap_str rest = ap_str_from(words); rest.len > 0;) {
        bool number = ap_str_starts(rest, AP_STR("256"));
        ap_buf_add(out, number && plan->sha512 ? "512" : rest.ptr, number ? 3 : 1);
        rest = ap_str_slice(rest, number ? 3 : 1, rest.len);
    }
}

/* A checker refuses an empty list, so that of an empty payload is left out. */
static void
add_commands(const struct ap_plan *plan, struct ap_buf *out)
{
    const char *lists =
        plan->items.n ? "manifest-sha256.txt tagmanifest-sha256.txt" : "tagmanifest-sha256.txt";
    const char *windows =
        plan->items.n ? "manifest-sha256.txt,tagmanifest-sha256.txt" : "tagmanifest-sha256.txt";
    ap_buf_add_c(out,
                 "\nCHECK IT (nothing needs to be installed)\n\n"
                 "Unpack the whole zip first. Then, in this folder:\n\n"
                 "Linux, macOS:\n    sh verify.sh\n"
                 "Windows:\n    powershell -ExecutionPolicy Bypass -File verify.ps1\n\n"
                 "These check every file that the lists name, and that there is no other.\n"
                 "A forged pack brings its own verify.sh and verify.ps1: if you do not trust\n"
                 "them, use what your system has. It checks the listed files, not that there is\n"
                 "no other.\n\n");
    add_words(plan, "Linux:\n    sha256sum -c ", out);
    add_words(plan, lists, out);
    add_words(plan, "\nmacOS:\n    cat ", out);
    add_words(plan, lists, out);
    add_words(plan,
              " | shasum -a 256 -c\n"
              "Windows (PowerShell; prints one FAIL line for each file that differs):\n    gc ",
              out);
    add_words(plan, windows, out);
    ap_buf_printf(out,
                  " -Encoding UTF8 | %% { $h,$p=$_ -split '  ',2;"
                  " if((Get-FileHash -LiteralPath $p%s).Hash -ne $h){\"FAIL $p\"} }\n",
                  plan->sha512 ? " -Algorithm SHA512" : "");
    add_words(plan, signature_commands, out);
    ap_buf_add_c(out,
                 "With apipack, the zip as it is:\n    apipack verify PACK.zip --expect-id ID\n");
}

static const char check_meaning[] =
    "\nWHAT THE CHECK PROVES\n\n"
    "Every file named in the two lists has the bytes that were packed; a file that\n"
    "is damaged, changed, gone or added shows as a failure.\n"
    "What it does not prove: who made this pack, and when; a signature of somebody\n"
    "you know, and a time stamp, would. A forged pack brings its\n"
    "own lists, its own scripts and its own instructions. So ask the sender, by\n"
    "another channel, for the pack id and compare it with the one above. The pack\n"
    "id is the SHA-256 of these lines,\n"
    "sorted bytewise: data/PATH<TAB>SHA256 for each file below data/,\n"
    "slot<TAB>CONTROL/REQUIREMENT@PERIOD<TAB>STATUS for each record under \"slots\"\n"
    "in manifest.json, window<TAB>FROM..TO and audience<TAB>ID.\n";

static const char statement[] =
    "\nWHAT IT SAYS, AND WHAT NOT\n\n"
    "apipack states which evidence was presented, for which period, who recorded\n"
    "its approval, and what its text says. It does not test whether a control is\n"
    "suitably designed or effective, and is no audit opinion. Approvals marked\n"
    "\"asserted\" in manifest.json rest on the organization's word.\n"
    "What was expected and is not here is listed too, with status and reason.\n";

static void
add_contents(const struct ap_plan *plan, const struct ap_tag_files *tags, struct ap_buf *out)
{
    ap_buf_add_c(out, "\nWHAT LIES WHERE\n\n");
    for (size_t i = 0; i < AP_COUNT(contents); i++) {
        AP_AUTO_BUF struct ap_buf path = {0};
        add_words(plan, contents[i].path, &path);
        ap_buf_add(&path, "", 1); /* its end, for a name as C has it */
        if (!ap_pack_find_tag(tags, path.ptr) &&
            !ap_str_is(ap_str_from(ap_bag_tag_list(plan)), path.ptr))
            continue;
        ap_buf_printf(out, "%-24s ", path.ptr);
        add_words(plan, contents[i].what, out);
        ap_buf_add_char(out, '\n');
    }
}

/* One line per section folder that holds something. */
static void
add_sections(const struct ap_plan *plan, struct ap_buf *out)
{
    struct ap_str last = AP_STR_NONE;
    size_t n = 0;
    for (size_t i = 0; i <= plan->items.n; i++) {
        struct ap_str path = i < plan->items.n ? plan->items.items[i].path : AP_STR_NONE;
        struct ap_str folder = ap_str_slice(path, 0, ap_str_rfind(path, '/'));
        if (n && !ap_str_eq(folder, last)) {
            ap_buf_add_str(out, last);
            ap_buf_printf(out, "/  %zu %s\n", n, n == 1 ? "file" : "files");
            n = 0;
        }
        last = folder;
        n++;
    }
}

void
ap_readme_render(const struct ap_plan *plan, const struct ap_tag_files *tags, struct ap_buf *out)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    ap_buf_add_c(out, "API SECURITY EVIDENCE PACK\n");
    add_commands(plan, out);
    add_facts(plan, &mem, out);
    ap_buf_add_c(out, check_meaning);
    add_contents(plan, tags, out);
    add_sections(plan, out);
    ap_buf_add_c(out, statement);
    ap_buf_printf(out, "\nMade with apipack %s.\n", APIPACK_VERSION);
}
