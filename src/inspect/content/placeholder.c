/* Check "placeholder": a document that holds filler instead of text, or is an unfilled template.
 * Place in the flow: inspect, a row of content.def; finding FMT005.
 * SPDX-License-Identifier: Apache-2.0
 *
 * A real document may name a thing to do once. It is a placeholder when filler makes up a quarter of its words. Only
 * prose and settings are judged so. Of every kind of text it is one when a place of a template is left, `[[fill in: …]]`,
 * or the template's marker line. */
#include <inttypes.h>
#include <string.h>

#include "base/buf.h"
#include "inspect/content/content.h"

#define JUDGED_BYTES (256u << 10) /* of the text; what is longer is no placeholder */
#define PART         4u           /* filler × PART >= words */

#define IN_PROSE                                                                                   \
    (AP_IN(AP_KIND_TEXT) | AP_IN(AP_KIND_MARKDOWN) | AP_IN(AP_KIND_YAML) | AP_IN_OFFICE)

/* A place of a template that nobody filled in; its words are cut at a character's end. */
static void
take_places(struct ap_placeholder_state *state, struct ap_str line)
{
    struct ap_str words = AP_STR_NONE;
    size_t n = ap_filler_places(line, &words);
    if (n > 0 && state->n_places == 0) {
        state->place_line = state->line_number;
        state->n_place = words.len < sizeof state->place ? words.len : sizeof state->place;
        while (state->n_place < words.len && state->n_place > 0 &&
               ((unsigned char)words.ptr[state->n_place] & 0xc0) == 0x80)
            state->n_place--;
        memcpy(state->place, words.ptr, state->n_place);
    }
    state->n_places += n;
}

static void
take_line(struct ap_subject *s, struct ap_placeholder_state *state)
{
    struct ap_str line = {state->line, state->n_line};
    state->n_line = 0;
    state->line_number++;
    if (state->template_line == 0 && ap_filler_is_template_line(line))
        state->template_line = state->line_number;
    take_places(state, line);
    if (!(AP_IN(s->text_kind) & IN_PROSE))
        return;
    struct ap_filler_count count = ap_filler_in_line(&state->hints, line);
    state->has_lorem |= count.lorem;
    state->words += count.words;
    /* The vocabulary is also Latin, Spanish, English: it counts only once its motto was seen. */
    unsigned filler = count.filler + (state->has_lorem ? count.latin : 0);
    state->filler += filler;
    if (filler == 0)
        return;
    if (state->n_lines < AP_FILLER_LINES)
        state->lines[state->n_lines] = state->line_number;
    state->n_lines++;
}

void
ap_check_placeholder_begin(struct ap_subject *s, const struct ap_call *call)
{
    (void)s;
    struct ap_placeholder_state *state = call->state;
    ap_filler_prepare(&state->hints);
}

/* Up to and with the line end, or all of it; the rest of a line longer than the buffer is not looked at. */
static size_t
gather(struct ap_placeholder_state *state, struct ap_str text)
{
    size_t n = ap_str_find(text, '\n');
    size_t room = sizeof state->line - state->n_line;
    size_t keep = n < room ? n : room;
    memcpy(state->line + state->n_line, text.ptr, keep);
    state->n_line += keep;
    return n;
}

void
ap_check_placeholder_block(struct ap_subject *s, const struct ap_call *call,
                           const struct ap_block *block)
{
    struct ap_placeholder_state *state = call->state;
    struct ap_str text = ap_str_slice((struct ap_str){block->bytes, block->n}, 0,
                                      JUDGED_BYTES - (size_t)state->seen_bytes);
    state->seen_bytes += text.len;
    while (text.len > 0) {
        size_t n = gather(state, text);
        if (n < text.len)
            take_line(s, state);
        text = ap_str_slice(text, n + 1, text.len);
    }
}

static void
say_lines(struct ap_buf *out, const struct ap_placeholder_state *state, const char *unit)
{
    ap_buf_printf(out, "%s%s ", unit, state->n_lines > 1 ? "s" : "");
    size_t n = state->n_lines < AP_FILLER_LINES ? state->n_lines : AP_FILLER_LINES;
    for (size_t i = 0; i < n; i++)
        ap_buf_printf(out, "%s%u", i ? ", " : "", state->lines[i]);
    if (state->n_lines > n)
        ap_buf_printf(out, " and %zu more", state->n_lines - n);
}

/* A template that was put under its right name and not, or not wholly, filled in. */
static bool
say_template(struct ap_subject *s, const struct ap_placeholder_state *state, bool extracted)
{
    const char *unit = extracted ? "paragraph" : "line";
    struct ap_buf more = {0};
    if (state->n_places > 1)
        ap_buf_printf(&more, ", and %" PRIu64 " more place%s", state->n_places - 1,
                      state->n_places > 2 ? "s" : "");
    if (state->n_places > 0)
        (void)ap_subject_fault(s, AP_FMT005, extracted ? 0 : state->place_line,
                               "the template is not filled in: %s %u still asks for \"%.*s\"%.*s",
                               unit, state->place_line, (int)state->n_place, state->place,
                               AP_FMT(ap_buf_str(&more)));
    else if (state->template_line > 0)
        (void)ap_subject_fault(s, AP_FMT005, extracted ? 0 : state->template_line,
                               "%s %u still holds the template's marker apipack:template: fill the "
                               "template in and delete that %s",
                               unit, state->template_line, unit);
    ap_buf_release(&more);
    bool said = state->n_places > 0 || state->template_line > 0;
    if (said) /* by this `add` tells a template from a document with too much filler */
        (void)ap_fact_add(s, "template", AP_STR_NONE, AP_STR_NONE, state->template_line);
    return said;
}

void
ap_check_placeholder_end(struct ap_subject *s, const struct ap_call *call)
{
    struct ap_placeholder_state *state = call->state;
    if (ap_subject_has(s, AP_FMT001) || ap_subject_has(s, AP_FMT002))
        return;
    if (state->n_line > 0)
        take_line(s, state);
    /* Lines of extracted text are paragraphs, not lines of the file. */
    bool extracted = !(AP_IN(s->sniff.kind) & AP_IN_TEXT);
    const char *unit = extracted ? "paragraph" : "line";
    if (say_template(s, state, extracted))
        return;
    if (state->filler == 0 || state->filler * PART < state->words)
        return;
    struct ap_buf lines = {0};
    say_lines(&lines, state, unit);
    (void)ap_subject_fault(
        s, AP_FMT005, extracted ? 0 : state->lines[0], "filler makes up %u %% of the words: %.*s",
        (unsigned)(state->filler * 100 / state->words), AP_FMT(ap_buf_str(&lines)));
    ap_buf_release(&lines);
}
