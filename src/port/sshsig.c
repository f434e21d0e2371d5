/* SSH signatures: the armor and its fields, and who may have made them.
 * Place in the flow: port; the arithmetic is in ssh_key.c.
 * SPDX-License-Identifier: Apache-2.0 */
#include "port/sshsig.h"

#include <openssl/evp.h>
#include <string.h>

#include "base/cleanup.h"
#include "port/command.h"
#include "port/digest.h"
#include "port/fs.h"
#include "port/ssh_key.h"

#define ARMOR_BEGIN    "-----BEGIN SSH SIGNATURE-----"
#define ARMOR_END      "-----END SSH SIGNATURE-----"
#define MAGIC          "SSHSIG"
#define ARMOR_MAX      (64u << 10)
#define KEYGEN_WAIT_MS (120 * 1000) /* a key on a token wants to be touched */

/* --- base64 ----------------------------------------------------------------------------------------- */

/** Only the one right spelling is taken. */
static int
decode_base64(struct ap_str text, struct ap_arena *mem, struct ap_str *ret_bytes)
{
    if (text.len == 0 || text.len % 4 || text.len > ARMOR_MAX)
        return AP_E_SYNTAX;
    unsigned char *bytes = ap_arena_alloc(mem, text.len);
    unsigned char *again = ap_arena_alloc(mem, text.len + 1);
    int n = EVP_DecodeBlock(bytes, (const unsigned char *)text.ptr, (int)text.len);
    if (n <= 0)
        return AP_E_SYNTAX;
    for (size_t i = text.len; i > text.len - 2 && text.ptr[i - 1] == '='; i--)
        n--;
    (void)EVP_EncodeBlock(again, bytes, n);
    if (memcmp(again, text.ptr, text.len) != 0)
        return AP_E_SYNTAX;
    *ret_bytes = (struct ap_str){(char *)bytes, (size_t)n};
    return AP_OK;
}

static struct ap_str
fingerprint_of(struct ap_str key, struct ap_arena *mem)
{
    uint8_t digest[AP_SHA256_BYTES];
    char text[48];
    ap_sha256(key, digest);
    int n = EVP_EncodeBlock((unsigned char *)text, digest, sizeof digest);
    while (n > 0 && text[n - 1] == '=')
        n--;
    return ap_arena_printf(mem, "SHA256:%.*s", n, text);
}

/* --- verification ----------------------------------------------------------------------------------- */

static int
refuse(struct ap_sshsig_facts *facts, const char *why)
{
    facts->why = why;
    return AP_E_INVALID;
}

struct ap_str
ap_sshsig_bare(struct ap_str armored, struct ap_arena *mem)
{
    AP_AUTO_BUF struct ap_buf text = {0};
    while (armored.ptr) {
        struct ap_str line = ap_str_trim(ap_str_cut(&armored, '\n'));
        if (!ap_str_starts(line, AP_STR("-----")))
            ap_buf_add_str(&text, line);
    }
    return ap_arena_copy(mem, ap_buf_str(&text));
}

static int
open_armor(struct ap_str armored, struct ap_arena *mem, struct ap_str *ret_blob)
{
    AP_AUTO_BUF struct ap_buf text = {0};
    struct ap_str rest = ap_str_trim(armored);
    if (armored.len > ARMOR_MAX || !ap_str_starts(rest, AP_STR(ARMOR_BEGIN "\n")) ||
        !ap_str_ends(rest, AP_STR("\n" ARMOR_END)))
        return AP_E_SYNTAX;
    rest = ap_str_slice(rest, sizeof ARMOR_BEGIN, rest.len - sizeof ARMOR_END);
    while (rest.ptr)
        ap_buf_add_str(&text, ap_str_cut(&rest, '\n'));
    return decode_base64(ap_buf_str(&text), mem, ret_blob);
}

/** The fields of a signature, in their order. */
struct fields {
    struct ap_str key, name_space, reserved, hash, signature;
};

static int
read_fields(struct ap_str blob, struct fields *f)
{
    struct ap_str magic = AP_STR(MAGIC);
    uint32_t version;
    if (!ap_str_starts(blob, magic))
        return AP_E_SYNTAX;
    blob = ap_str_slice(blob, magic.len, blob.len);
    if (ap_ssh_number(&blob, &version) || version != 1)
        return AP_E_SYNTAX;
    struct ap_str *const parts[] = {&f->key, &f->name_space, &f->reserved, &f->hash, &f->signature};
    for (size_t i = 0; i < AP_COUNT(parts); i++)
        if (ap_ssh_string(&blob, parts[i]))
            return AP_E_SYNTAX;
    return blob.len == 0 && f->reserved.len == 0 ? AP_OK : AP_E_SYNTAX;
}

/** What is really signed: the fields again, with the digest of the content. */
static int
add_signed_bytes(const struct fields *f, struct ap_str content, struct ap_buf *out)
{
    uint8_t digest[AP_HASH_BYTES_MAX];
    enum ap_hash hash = ap_hash_from_name(f->hash);
    if (hash != AP_HASH_SHA256 && hash != AP_HASH_SHA512)
        return AP_E_INVALID;
    struct ap_digest *running = ap_digest_new_of(hash);
    if (!running)
        return AP_E_INVALID;
    ap_digest_start(running);
    ap_digest_add(running, content.ptr, content.len);
    ap_digest_finish(running, digest);
    ap_digest_free(running);
    ap_buf_add_c(out, MAGIC);
    ap_ssh_add_string(out, f->name_space);
    ap_ssh_add_string(out, f->reserved);
    ap_ssh_add_string(out, f->hash);
    ap_ssh_add_string(out, (struct ap_str){(const char *)digest, ap_hash_bytes(hash)});
    return AP_OK;
}

int
ap_sshsig_verify(struct ap_str armored, struct ap_str content, const char *name_space,
                 struct ap_arena *mem, struct ap_sshsig_facts *facts)
{
    AP_AUTO_BUF struct ap_buf bytes = {0};
    struct ap_str blob;
    struct fields f;
    *facts = (struct ap_sshsig_facts){0};
    if (open_armor(armored, mem, &blob) != AP_OK)
        return refuse(facts, "it is no armored SSH signature");
    if (read_fields(blob, &f) != AP_OK)
        return refuse(facts, "its fields are not those of an SSH signature");
    facts->key = f.key;
    facts->kind = ap_ssh_key_kind(f.key);
    facts->fingerprint = fingerprint_of(f.key, mem);
    if (!ap_str_is(f.name_space, name_space))
        return refuse(facts, "it was made for another purpose: its namespace is another");
    if (add_signed_bytes(&f, content, &bytes) != AP_OK)
        return refuse(facts, "it rests on a digest other than SHA-256 and SHA-512");
    return ap_ssh_key_verify(f.key, f.signature, ap_buf_str(&bytes), &facts->why);
}

/* --- files of keys ---------------------------------------------------------------------------------- */

/** The next word of a line; blanks between double quotes belong to it. */
static struct ap_str
next_word(struct ap_str *line)
{
    size_t from = 0;
    bool quoted = false;
    while (from < line->len && ap_is_blank(line->ptr[from]))
        from++;
    size_t to = from;
    for (; to < line->len; to++) {
        char c = line->ptr[to];
        if (c == '"')
            quoted = !quoted;
        else if (!quoted && ap_is_blank(c))
            break;
    }
    struct ap_str word = ap_str_slice(*line, from, to);
    *line = ap_str_slice(*line, to, line->len);
    return word;
}

static bool
is_key_kind(struct ap_str word)
{
    static const char *const starts[] = {"ssh-ed25519", "ssh-rsa", "ecdsa-sha2-", "sk-ssh-",
                                         "sk-ecdsa-"};
    for (size_t i = 0; i < AP_COUNT(starts); i++)
        if (ap_str_starts(word, ap_str_from(starts[i])))
            return true;
    return false;
}

/** `namespaces="a,b"` with `name` among them. */
static bool
option_allows(struct ap_str option, const char *name)
{
    struct ap_str start = AP_STR("namespaces=\"");
    if (!ap_str_starts(option, start) || !ap_str_ends(option, AP_STR("\"")))
        return false;
    struct ap_str names = ap_str_slice(option, start.len, option.len - 1);
    while (names.ptr) {
        struct ap_str one = ap_str_trim(ap_str_cut(&names, ','));
        if (ap_str_is(one, name) || ap_str_is(one, "*"))
            return true;
    }
    return false;
}

/** The key of a line, in base64; an empty view: none that may be used. */
static struct ap_str
key_of_line(struct ap_str line, const char *name_space, struct ap_str *ret_principals)
{
    struct ap_str first = next_word(&line);
    struct ap_str word = first;
    *ret_principals = AP_STR_NONE;
    if (!is_key_kind(first)) {
        *ret_principals = first;
        word = next_word(&line);
        if (!is_key_kind(word)) {
            if (!option_allows(word, name_space))
                return AP_STR_NONE;
            word = next_word(&line);
        }
    }
    return is_key_kind(word) ? next_word(&line) : AP_STR_NONE;
}

static bool
look_for_key(struct ap_str file, const struct ap_str *key, const char *name_space,
             struct ap_arena *mem, struct ap_str *ret_principals)
{
    while (file.ptr) {
        struct ap_str line = ap_str_trim(ap_str_cut(&file, '\n'));
        struct ap_str blob;
        struct ap_str text = AP_STR_NONE;
        if (line.len && line.ptr[0] != '#')
            text = key_of_line(line, name_space, ret_principals);
        if (text.len == 0 || decode_base64(text, mem, &blob) != AP_OK)
            continue;
        if (!key || ap_str_eq(blob, *key))
            return true;
    }
    *ret_principals = AP_STR_NONE;
    return false;
}

bool
ap_ssh_key_is_listed(struct ap_str file, struct ap_str key, const char *name_space,
                     struct ap_arena *mem, struct ap_str *ret_principals)
{
    return look_for_key(file, &key, name_space, mem, ret_principals);
}

bool
ap_ssh_is_key_file(struct ap_str file)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_str nobody;
    return look_for_key(file, NULL, "*", &mem, &nobody) ||
           look_for_key(file, NULL, "apipack", &mem, &nobody);
}

/* --- signing ---------------------------------------------------------------------------------------- */

static struct ap_str
last_line(struct ap_str text)
{
    text = ap_str_trim(text);
    size_t at = ap_str_rfind(text, '\n');
    return at < text.len ? ap_str_trim(ap_str_slice(text, at + 1, text.len)) : text;
}

int
ap_sshsig_sign(const char *key, struct ap_str content, const char *name_space, struct ap_arena *mem,
               struct ap_str *ret_armored, struct ap_str *ret_why)
{
    AP_AUTO_FD int in = -1;
    const char *const words[] = {"ssh-keygen", "-Y", "sign", "-f", key, "-n", name_space, NULL};
    struct ap_command_io io = {.max_errors = 4096};
    if (ap_fs_anonymous(NULL, content.len, &in) != AP_OK || ap_fd_write_at(in, 0, content) != AP_OK)
        return AP_E_IO;
    io.in = in;
    int rc = ap_command_run(words, &io, ARMOR_MAX, KEYGEN_WAIT_MS, mem, ret_armored);
    *ret_why = last_line(io.errors);
    return rc;
}
