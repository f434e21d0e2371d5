/* What the tests of the extractor share: what it said, taken down, and one document read through a child.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "inspect/extract/extract.h"
#include "inspect_fixture.h"

struct heard {
    struct ap_buf text;   /* that a reader sees, parts one after the other */
    struct ap_buf beside; /* names of members and all other text: `[a>b]text` */
    struct ap_buf unread;
    bool aside;
    char
        frames[16]; /* first letters: d damaged, e encrypted, u unread, c counts, D done, s shape */
    size_t n;
    struct ap_extract_counts counts;
};

static inline void
forget(struct heard *heard)
{
    ap_buf_release(&heard->text);
    ap_buf_release(&heard->beside);
    ap_buf_release(&heard->unread);
}

static inline void
hear_segment(struct heard *heard, struct ap_str payload)
{
    struct ap_extract_segment segment;
    assert_true(payload.len >= sizeof segment);
    memcpy(&segment, payload.ptr, sizeof segment);
    heard->aside = segment.flags & (AP_SEGMENT_ASIDE | AP_SEGMENT_JOINED);
    if (!heard->aside)
        return;
    ap_buf_add_char(&heard->beside, '[');
    for (size_t i = sizeof segment; i < payload.len; i++)
        ap_buf_add_char(&heard->beside, payload.ptr[i] == '\n' ? '>' : payload.ptr[i]);
    ap_buf_add_char(&heard->beside, ']');
}

static inline int
hear(void *ctx, enum ap_extract_frame frame, struct ap_str payload)
{
    struct heard *heard = ctx;
    if (frame == AP_EXTRACT_TEXT)
        ap_buf_add_str(heard->aside ? &heard->beside : &heard->text, payload);
    else if (frame == AP_EXTRACT_SEGMENT)
        hear_segment(heard, payload);
    else if (frame == AP_EXTRACT_UNREAD)
        ap_buf_add_str(&heard->unread, payload);
    if (frame == AP_EXTRACT_TEXT || frame == AP_EXTRACT_SEGMENT)
        return AP_OK;
    if (frame == AP_EXTRACT_COUNTS)
        memcpy(&heard->counts, payload.ptr, sizeof heard->counts);
    assert_true(heard->n + 1 < sizeof heard->frames);
    static const char letters[] = "..."
                                  "cdeuDs";
    heard->frames[heard->n++] = letters[frame];
    return AP_OK;
}

static inline struct ap_extract_request
request_of(enum ap_kind kind, uint64_t bytes)
{
    return (struct ap_extract_request){
        .kind = (uint32_t)kind, .bytes = bytes, .limits = AP_EXTRACT_LIMITS};
}

static inline struct ap_source
source_of(struct ap_str bytes)
{
    return (struct ap_source){bytes, -1, bytes.len};
}

static inline void
extract_within(struct ap_str bytes, enum ap_kind kind, struct ap_extract_limits limits,
               struct heard *heard)
{
    forget(heard);
    *heard = (struct heard){0};
    struct ap_extract_request request = request_of(kind, bytes.len);
    request.limits = limits;
    struct ap_extract_out out = {.sink = hear, .ctx = heard};
    assert_int_equal(ap_extract_file(source_of(bytes), &request, &out), AP_OK);
}

static inline void
extract(struct ap_str bytes, enum ap_kind kind, struct heard *heard)
{
    extract_within(bytes, kind, AP_EXTRACT_LIMITS, heard);
}

/* One document read through an extractor that the test holds in its hands. */
static inline void
read_one(struct ap_extractor *x, struct ap_subject *s, struct ap_str bytes)
{
    struct ap_private copy;
    assert_int_equal(ap_private_begin(NULL, bytes.len, &copy), AP_OK);
    assert_int_equal(ap_private_add(&copy, bytes), AP_OK);
    assert_int_equal(ap_private_seal(&copy), AP_OK);
    struct ap_text text = {0};
    s->sniff = ap_sniff(AP_STR("a.docx"), bytes, bytes);
    s->bytes = bytes.len;
    ap_text_begin(&text, NULL, 0, NULL);
    struct ap_block block = {bytes.ptr, bytes.len, 0, 0};
    ap_text_raw(&text, s, &block);
    ap_extractor_read(x, &copy, s, &text);
    ap_text_release(&text);
    ap_private_close(&copy);
}
