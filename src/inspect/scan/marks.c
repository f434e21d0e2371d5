/* Finds marks: masks of classes by the widest instructions at hand, then runs in the masks.
 * Place in the flow: inspect/scan.
 * SPDX-License-Identifier: Apache-2.0 */
#include "inspect/scan/marks.h"

#include <string.h>

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>
#define HAVE_AVX2 1
#endif

#include "inspect/scan/chars.h"

#define BLOCK 64u

/* --- masks ---------------------------------------------------------------------------------------- */

void
ap_masks_plain(const char *bytes, size_t n_blocks, struct ap_masks *out)
{
    for (size_t b = 1; b <= n_blocks; b++, bytes += BLOCK) {
        out->numeric[b] = out->base64[b] = 0;
        out->dots[b] = out->dashes[b] = out->at[b] = out->percent[b] = 0;
        for (unsigned i = 0; i < BLOCK; i++) {
            out->numeric[b] |= (uint64_t)ap_is_numeric(bytes[i]) << i;
            out->base64[b] |= (uint64_t)ap_is(bytes[i], AP_CH_BASE64) << i;
            out->dots[b] |= (uint64_t)(bytes[i] == '.') << i;
            out->dashes[b] |= (uint64_t)(bytes[i] == '-') << i;
            out->at[b] |= (uint64_t)(bytes[i] == '@') << i;
            out->percent[b] |= (uint64_t)(bytes[i] == '%') << i;
        }
    }
}

#ifdef HAVE_AVX2
/* A byte is of a class when the bit of the class stands in both its rows: that of its low half and that of its high. */
enum {
    SIGNS_OF_NUMBERS = 0x01, /* blank - . */
    DIGITS = 0x02,
    SIGNS_OF_BASE64 = 0x04, /* + - / */
    A_TO_O = 0x08,
    P_TO_Z = 0x10,
    UNDERSCORE = 0x20,
    NUMERIC = SIGNS_OF_NUMBERS | DIGITS,
    BASE64 = DIGITS | SIGNS_OF_BASE64 | A_TO_O | P_TO_Z | UNDERSCORE,
};
#define LETTERS_LOW (DIGITS | A_TO_O | P_TO_Z)
static const uint8_t low_rows[16] = {
    SIGNS_OF_NUMBERS | DIGITS | P_TO_Z,
    LETTERS_LOW,
    LETTERS_LOW,
    LETTERS_LOW,
    LETTERS_LOW,
    LETTERS_LOW,
    LETTERS_LOW,
    LETTERS_LOW,
    LETTERS_LOW,
    LETTERS_LOW,
    A_TO_O | P_TO_Z,
    A_TO_O | SIGNS_OF_BASE64,
    A_TO_O,
    A_TO_O | SIGNS_OF_NUMBERS | SIGNS_OF_BASE64,
    A_TO_O | SIGNS_OF_NUMBERS,
    A_TO_O | SIGNS_OF_BASE64 | UNDERSCORE,
};
static const uint8_t high_rows[16] = {
    [2] = SIGNS_OF_NUMBERS | SIGNS_OF_BASE64,
    [3] = DIGITS,
    [4] = A_TO_O,
    [5] = P_TO_Z | UNDERSCORE,
    [6] = A_TO_O,
    [7] = P_TO_Z,
};

__attribute__((target("avx2"))) static inline uint64_t
bits_of(__m256i low, __m256i high)
{
    unsigned a = (unsigned)_mm256_movemask_epi8(low);
    unsigned b = (unsigned)_mm256_movemask_epi8(high);
    return (uint64_t)b << 32 | a;
}

__attribute__((target("avx2"))) static inline uint64_t
equal_to(const __m256i text[2], char c)
{
    const __m256i wanted = _mm256_set1_epi8(c);
    return bits_of(_mm256_cmpeq_epi8(text[0], wanted), _mm256_cmpeq_epi8(text[1], wanted));
}

__attribute__((target("avx2"))) static inline uint64_t
of_classes(const __m256i kinds[2], char classes)
{
    const __m256i wanted = _mm256_set1_epi8(classes);
    const __m256i none = _mm256_setzero_si256();
    return ~bits_of(_mm256_cmpeq_epi8(_mm256_and_si256(kinds[0], wanted), none),
                    _mm256_cmpeq_epi8(_mm256_and_si256(kinds[1], wanted), none));
}

__attribute__((target("avx2"))) static void
masks_avx2(const char *bytes, size_t n_blocks, struct ap_masks *out)
{
    const __m256i low_table =
        _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(const void *)low_rows));
    const __m256i high_table =
        _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(const void *)high_rows));
    const __m256i half = _mm256_set1_epi8(0x0f);
    for (size_t b = 1; b <= n_blocks; b++, bytes += BLOCK) {
        __m256i text[2];
        __m256i kinds[2];
        for (unsigned i = 0; i < 2; i++) {
            text[i] = _mm256_loadu_si256((const __m256i *)(const void *)(bytes + (size_t)32 * i));
            __m256i top = _mm256_and_si256(_mm256_srli_epi16(text[i], 4), half);
            kinds[i] = _mm256_and_si256(_mm256_shuffle_epi8(low_table, text[i]),
                                        _mm256_shuffle_epi8(high_table, top));
        }
        out->numeric[b] = of_classes(kinds, NUMERIC);
        out->base64[b] = of_classes(kinds, BASE64);
        out->dots[b] = equal_to(text, '.');
        out->dashes[b] = equal_to(text, '-');
        out->at[b] = equal_to(text, '@');
        out->percent[b] = equal_to(text, '%');
    }
}
#endif

ap_masks_read
ap_masks_wide(void)
{
#ifdef HAVE_AVX2
    return __builtin_cpu_supports("avx2") ? masks_avx2 : NULL;
#else
    return NULL;
#endif
}

/* --- runs ----------------------------------------------------------------------------------------- */

struct marks {
    struct ap_mark *items;
    size_t n;
};

static inline void
add(struct marks *out, size_t at, enum ap_mark_kind kind)
{
    out->items[out->n++] = (struct ap_mark){(uint32_t)at, kind};
}

/* The bits at which `least` set bits in a row begin. */
static inline uint64_t
rows_of(uint64_t mask, unsigned least)
{
    unsigned have = 1;
    for (; have * 2 <= least; have *= 2)
        mask &= mask >> have;
    return mask & mask >> (least - have);
}

struct kind {
    unsigned least; /* characters in a row */
    enum ap_mark_kind begin, on;
};
static const struct kind numbers = {AP_MARK_NUMERIC, AP_MARK_NUMBER, AP_MARK_NUMBER};
static const struct kind encoded = {AP_MARK_BASE64, AP_MARK_RUN_BEGIN, AP_MARK_RUN_ON};

/* The run that reaches the block, when it is long enough. */
static inline void
take_open(uint64_t mask, size_t at, bool on_piece, struct kind kind, size_t open, struct marks *out)
{
    unsigned head = ~mask ? (unsigned)__builtin_ctzll(~mask) : BLOCK;
    if (open < kind.least && open + head >= kind.least)
        add(out, at - open, kind.begin);
    else if (on_piece && head > 0 && open >= kind.least)
        add(out, at, kind.on);
}

/* A run of numeric characters within a block that holds no number: without a dot it is no address; with so few it is
 * neither a card nor a social security number, and with a dash among ten no IBAN. Dates and parts of digests are such. */
static inline bool
is_too_little(const struct ap_masks *m, size_t b, unsigned from)
{
    uint64_t rest = ~(m->numeric[b] >> from);
    unsigned n = rest ? (unsigned)__builtin_ctzll(rest) : BLOCK;
    uint64_t run = (((uint64_t)1 << n % BLOCK) - 1) << from;
    return n <= 10 && from + n < BLOCK && (m->dots[b] & run) == 0 &&
           (n < 10 || (m->dashes[b] & run) != 0);
}

/* How long the run is that reaches the next block, as far as it matters: no run looked for is longer than a block. */
static inline size_t
reach_of(uint64_t mask)
{
    return ~mask ? (size_t)__builtin_clzll(~mask) : BLOCK;
}

static void
take_runs(const struct ap_masks *m, size_t b, size_t at, bool on_piece, struct kind kind,
          struct marks *out)
{
    const uint64_t *masks = kind.begin == AP_MARK_NUMBER ? m->numeric : m->base64;
    uint64_t mask = masks[b];
    size_t open = reach_of(masks[b - 1]);
    if (open > 0) {
        take_open(mask, at, on_piece, kind, open, out);
        mask &= mask + 1; /* without the run that goes on */
    }
    uint64_t rows = rows_of(mask, kind.least);
    for (uint64_t begins = rows & ~(rows << 1); begins; begins &= begins - 1) {
        unsigned from = (unsigned)__builtin_ctzll(begins);
        if (kind.begin != AP_MARK_NUMBER || !is_too_little(m, b, from))
            add(out, at + from, kind.begin);
    }
}

/* Rows of n set bits to rows of n + by. */
static inline uint64_t
with_next(uint64_t rows, unsigned by)
{
    return rows & rows >> by;
}

/* May a number stand in the block? Seven characters in a row are enough with a dot among them, and at the block's end,
 * where the run may go on; else see is_too_little. A run over the edge has seven of the six characters on each side. */
static inline uint64_t
may_hold_numbers(const struct ap_masks *m, size_t b)
{
    enum { SIDE = AP_MARK_NUMERIC - 1 };
    const uint64_t low = ((uint64_t)1 << SIDE) - 1;
    uint64_t mask = m->numeric[b];
    uint64_t edge = m->numeric[b - 1] >> (BLOCK - SIDE) | (mask & low) << SIDE;
    uint64_t joined = mask & ~m->dashes[b];
    uint64_t fours = with_next(with_next(mask, 1), 2);
    uint64_t sevens = with_next(fours, 3);
    uint64_t elevens = with_next(with_next(fours, 4), 3);
    uint64_t tens = with_next(with_next(with_next(with_next(joined, 1), 2), 4), 2);
    uint64_t dotted = m->dots[b]; /* a dot is here, or within the next six characters */
    dotted |= dotted >> 1;
    dotted |= dotted >> 2;
    dotted |= dotted >> 3;
    return with_next(with_next(with_next(edge, 1), 2), 3) | (dotted & sevens) |
           sevens >> (BLOCK - AP_MARK_NUMERIC) | elevens | tens;
}

static inline uint64_t
forties(uint64_t mask)
{
    uint64_t eights = with_next(with_next(with_next(mask, 1), 2), 4);
    return with_next(with_next(with_next(eights, 8), 16), 8);
}

/* Does a run of base64 stand in the block, or over its edge? Two words of 64 around the edge see each such run whole. */
static inline uint64_t
may_hold_encoded(const struct ap_masks *m, size_t b)
{
    enum { MOST = AP_MARK_BASE64 - 1, REST = BLOCK - MOST };
    uint64_t mask = m->base64[b];
    uint64_t before = m->base64[b - 1];
    return forties(mask) | forties(before >> REST | mask << MOST) |
           forties(before >> MOST | mask << REST);
}

/* Which blocks may hold numbers, and which other marks. Without branches, so that compilers make vectors of it; in digests
 * each branch would go either way. */
struct flags {
    uint64_t numbers[AP_MASK_BLOCKS], others[AP_MASK_BLOCKS];
};
#define FLAG_BLOCKS(name, attribute)                                                               \
    attribute static void name(const struct ap_masks *restrict m, size_t n_blocks,                 \
                               struct flags *restrict out)                                         \
    {                                                                                              \
        for (size_t b = 1; b <= n_blocks; b++) {                                                   \
            out->numbers[b - 1] = may_hold_numbers(m, b);                                          \
            out->others[b - 1] = may_hold_encoded(m, b) | m->at[b] | m->percent[b];                \
        }                                                                                          \
    }

FLAG_BLOCKS(flags_plain, )
#ifdef HAVE_AVX2
FLAG_BLOCKS(flags_avx2, __attribute__((target("avx2"))))
#endif

static inline void
flag_blocks(bool wide, const struct ap_masks *m, size_t n_blocks, struct flags *out)
{
#ifdef HAVE_AVX2
    if (wide) {
        flags_avx2(m, n_blocks, out);
        return;
    }
#endif
    (void)wide;
    flags_plain(m, n_blocks, out);
}

static inline void
take_signs(uint64_t mask, size_t at, enum ap_mark_kind kind, struct marks *out)
{
    for (; mask; mask &= mask - 1)
        add(out, at + (unsigned)__builtin_ctzll(mask), kind);
}

static void
take_blocks(const struct ap_masks *m, const struct flags *flags, size_t n_blocks, uint64_t base,
            size_t at, struct marks *out)
{
    for (size_t b = 1; b <= n_blocks; b++, at += BLOCK) {
        bool on_piece = (base + at) % AP_MARK_PIECE == 0;
        if (flags->numbers[b - 1])
            take_runs(m, b, at, on_piece, numbers, out);
        if (flags->others[b - 1]) {
            take_runs(m, b, at, on_piece, encoded, out);
            take_signs(m->at[b], at, AP_MARK_AT, out);
            take_signs(m->percent[b], at, AP_MARK_PERCENT, out);
        }
    }
}

static inline bool
is_of(char c, enum ap_mark_kind kind)
{
    return kind == AP_MARK_NUMBER ? ap_is_numeric(c) : ap_is(c, AP_CH_BASE64);
}

/* The mask of a block whose run reaches `at`; as far as it matters. */
static uint64_t
mask_before(struct ap_str text, size_t at, struct kind kind)
{
    size_t n = 0;
    while (n < kind.least && n < at && is_of(text.ptr[at - 1 - n], kind.begin))
        n++;
    return n > 0 ? ~(uint64_t)0 << (BLOCK - n) : 0;
}

/* A run that is open at the end of all blocks, which is `at` or the end of the text. */
static void
look_ahead(struct ap_str text, size_t at, uint64_t mask, struct kind kind, struct marks *out)
{
    const size_t open = reach_of(mask);
    size_t n = open;
    if (n == 0 || n >= kind.least)
        return;
    for (size_t i = at; i < text.len && n < kind.least && is_of(text.ptr[i], kind.begin); i++)
        n++;
    if (n == kind.least)
        add(out, at - open, kind.begin);
}

size_t
ap_marks_find(struct ap_str text, uint64_t base, size_t from, size_t to, struct ap_mark *out)
{
    ap_masks_read wide = ap_masks_wide();
    ap_masks_read read = wide ? wide : ap_masks_plain;
    struct ap_masks masks;
    struct flags flags;
    struct marks marks = {out, 0};
    /* Blocks begin at multiples of their size in the stream. */
    size_t skew = (size_t)((base + from) % BLOCK);
    size_t at = from > skew ? from - skew : 0;
    masks.numeric[0] = mask_before(text, at, numbers);
    masks.base64[0] = mask_before(text, at, encoded);
    while (at < to) {
        size_t wanted = (to - at + BLOCK - 1) / BLOCK;
        size_t n = (text.len - at) / BLOCK < wanted ? (text.len - at) / BLOCK : wanted;
        n = n > AP_MASK_BLOCKS ? AP_MASK_BLOCKS : n;
        if (n > 0) {
            read(text.ptr + at, n, &masks);
        } else { /* the end of the text */
            char last[BLOCK] = {0};
            memcpy(last, text.ptr + at, text.len - at);
            read(last, 1, &masks);
            n = 1;
        }
        flag_blocks(wide != NULL, &masks, n, &flags);
        take_blocks(&masks, &flags, n, base, at, &marks);
        masks.numeric[0] = masks.numeric[n];
        masks.base64[0] = masks.base64[n];
        at += n * BLOCK;
    }
    look_ahead(text, at, masks.numeric[0], numbers, &marks);
    look_ahead(text, at, masks.base64[0], encoded, &marks);
    size_t n = 0;
    for (size_t i = 0; i < marks.n; i++)
        if (out[i].at >= from && out[i].at < to)
            out[n++] = out[i];
    return n;
}

/* --- lines ---------------------------------------------------------------------------------------- */

/* Written so that compilers make vectors of it: sums of bytes, before one of them can overflow. */
#define COUNT_NEWLINES(name, attribute)                                                            \
    attribute static uint32_t name(const char *bytes, size_t n)                                    \
    {                                                                                              \
        enum { WIDE = 32, MOST = 255 };                                                            \
        uint32_t lines = 0;                                                                        \
        while (n > 0) {                                                                            \
            uint8_t sums[WIDE] = {0};                                                              \
            size_t rows = n / WIDE < MOST ? n / WIDE : MOST;                                       \
            for (size_t r = 0; r < rows; r++, bytes += WIDE)                                       \
                for (unsigned i = 0; i < WIDE; i++)                                                \
                    sums[i] = (uint8_t)(sums[i] + (bytes[i] == '\n'));                             \
            for (unsigned i = 0; i < WIDE; i++)                                                    \
                lines += sums[i];                                                                  \
            n -= rows * WIDE;                                                                      \
            for (; n > 0 && n < WIDE; n--)                                                         \
                lines += *bytes++ == '\n';                                                         \
        }                                                                                          \
        return lines;                                                                              \
    }

COUNT_NEWLINES(newlines_plain, )
#ifdef HAVE_AVX2
COUNT_NEWLINES(newlines_avx2, __attribute__((target("avx2"))))
#endif

uint32_t
ap_count_newlines(const char *bytes, size_t n)
{
#ifdef HAVE_AVX2
    if (__builtin_cpu_supports("avx2"))
        return newlines_avx2(bytes, n);
#endif
    return newlines_plain(bytes, n);
}
