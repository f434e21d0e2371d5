/* Check "image": PNG and JPEG that stop short, or are too small to show anything.
 * Place in the flow: inspect, a row of content.def; findings FMT003 and FMT007, fact `pixels`.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/endian.h"
#include "inspect/content/content.h"

#define MIN_WIDTH  200u
#define MIN_HEIGHT 100u
#define MARKER_SOS 0xdau /* the picture data follows */
#define MARKER_EOI 0xd9u

/* Start of frame: C0 to CF without the tables and arithmetic conditioning that lie among them. */
static bool
is_frame(unsigned marker)
{
    return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
}

static bool
is_bare(unsigned marker)
{
    return marker == 0x01 || (marker >= 0xd0 && marker <= 0xd8);
}

/* segment: FF, marker, length (2), then for a frame precision, height (2), width (2). Returns true when the marker
 * is understood and `next` points behind it. */
static bool
take_segment(struct ap_image_state *state, uint64_t at)
{
    unsigned n = state->n_segment;
    if (n >= 1 && state->segment[0] != 0xff) {
        state->lost = true;
        return true;
    }
    if (n < 2)
        return false;
    unsigned marker = state->segment[1];
    if (marker == 0xff) { /* fill byte */
        state->next = at + 1;
        return true;
    }
    if (is_bare(marker)) {
        state->next = at + 2;
        return true;
    }
    if (marker == MARKER_SOS || marker == MARKER_EOI) {
        if (marker == MARKER_SOS)
            state->scan_at = at;
        state->lost = true; /* no markers with a length from here on */
        return true;
    }
    if (n < (is_frame(marker) ? 9u : 4u))
        return false;
    if (is_frame(marker)) {
        state->height = ap_be16(state->segment + 5);
        state->width = ap_be16(state->segment + 7);
    }
    state->next = at + 2 + ap_be16(state->segment + 2);
    return true;
}

static void
walk_markers(struct ap_image_state *state, const struct ap_block *block)
{
    uint64_t end = block->offset + block->n;
    while (!state->lost) {
        uint64_t at = state->next + state->n_segment;
        if (at >= end)
            return;
        state->segment[state->n_segment++] = (unsigned char)block->bytes[at - block->offset];
        if (take_segment(state, state->next) || state->n_segment == sizeof state->segment)
            state->n_segment = 0;
    }
}

void
ap_check_image_block(struct ap_subject *s, const struct ap_call *call, const struct ap_block *block)
{
    if (s->sniff.kind == AP_KIND_JPEG)
        walk_markers(call->state, block);
}

static const char *
find_in(struct ap_str s, const char *needle, size_t n)
{
    return s.len < n ? NULL : memmem(s.ptr, s.len, needle, n);
}

static bool
png_ends(const struct ap_subject *s)
{
    return find_in(s->tail, "IEND\xae\x42\x60\x82", 8) != NULL;
}

/* The end marker cannot occur inside picture data; behind the start of the scan it is the real one, not a
 * thumbnail's. Cameras append padding and previews. */
static bool
jpeg_ends(const struct ap_subject *s, const struct ap_image_state *state)
{
    if (state->scan_at == 0)
        return false;
    uint64_t tail_at = s->bytes - s->tail.len;
    size_t from = state->scan_at > tail_at ? (size_t)(state->scan_at - tail_at) : 0;
    return find_in(ap_str_slice(s->tail, from, s->tail.len), "\xff\xd9", 2) != NULL;
}

static void
read_png_size(const struct ap_subject *s, struct ap_image_state *state)
{
    if (s->head.len < 24 || memcmp(s->head.ptr + 12, "IHDR", 4) != 0)
        return;
    unsigned char size[8];
    memcpy(size, s->head.ptr + 16, sizeof size);
    state->width = ap_be32(size);
    state->height = ap_be32(size + 4);
}

void
ap_check_image_end(struct ap_subject *s, const struct ap_call *call)
{
    struct ap_image_state *state = call->state;
    bool png = s->sniff.kind == AP_KIND_PNG;
    if (png)
        read_png_size(s, state);
    if (!(png ? png_ends(s) : jpeg_ends(s, state)))
        (void)ap_subject_fault(s, AP_FMT003, 0, "the %s image has no end",
                               ap_word(ap_kind_words, (int)s->sniff.kind));
    if (state->width == 0 || state->height == 0)
        return;
    struct ap_str size = ap_arena_printf(s->scratch, "%ux%u", state->width, state->height);
    (void)ap_fact_add(s, "pixels", AP_STR_NONE, size, 0);
    if (state->width < MIN_WIDTH || state->height < MIN_HEIGHT)
        (void)ap_subject_fault(s, AP_FMT007, 0,
                               "the image has %.*s pixels; at least %ux%u are needed", AP_FMT(size),
                               MIN_WIDTH, MIN_HEIGHT);
}
