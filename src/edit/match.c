/* How near a file is to each requirement: cosine of weighted words.
 * Place in the flow: edit, between words.c and triage.c.
 * SPDX-License-Identifier: Apache-2.0 */
#include "edit/match.h"

#include <math.h>

#include "edit/place.h"

/* How much a word says by where it stands. */
#define W_TITLE       3.0
#define W_ID          2.5
#define W_CONTROL     2.0
#define W_AREA        1.0
#define W_SECTION     0.6
#define W_PROSE       0.5
#define W_SOURCE      0.3
#define Q_NAME        3.0
#define Q_FOLDER      1.0
#define Q_HEADING     1.2
#define Q_TEXT        0.5
#define HEADING_BYTES 200u /* of the text: its title */

/* A word with a typing error counts this much; only long words of the file's name are compared so. */
#define TYPO_SHARE   0.7
#define TYPO_MIN_LEN 6u

/* Records that exist only if something happened are rarer than what is asked for every month or quarter. */
#define EVENT_SHARE 0.88

#define MAX_SHARED 6 /* words that are shown */

struct weight {
    uint32_t word;
    double w;
};
AP_VEC(weights, struct weight);

struct profile {
    struct weights words;
    double norm;
};

struct ap_matcher {
    const struct ap_library *lib;
    struct ap_synonyms synonyms;
    struct ap_map by_word; /* stem -> index */
    struct ap_stems words; /* by index */
    double *rarity;        /* by index */
    struct profile *profiles;
};

static uint32_t
learn_word(struct ap_matcher *m, struct ap_str stem, struct ap_arena *mem)
{
    uint32_t known = ap_map_put(&m->by_word, mem, stem, (uint32_t)m->words.n);
    if (known != AP_NONE)
        return known;
    *ap_vec_push(mem, &m->words) = stem;
    return (uint32_t)m->words.n - 1;
}

/** The weight of a word is that of its best place: repeating it says nothing new. */
static void
keep_weight(struct weights *words, uint32_t word, double w, struct ap_arena *mem)
{
    for (size_t i = 0; i < words->n; i++)
        if (words->items[i].word == word) {
            words->items[i].w = words->items[i].w > w ? words->items[i].w : w;
            return;
        }
    *ap_vec_push(mem, words) = (struct weight){word, w};
}

static void
learn(struct ap_matcher *m, struct profile *p, struct ap_str text, double w, struct ap_arena *mem)
{
    struct ap_stems stems = {0};
    ap_stems_of(text, &m->synonyms, mem, &stems);
    for (size_t i = 0; i < stems.n; i++)
        keep_weight(&p->words, learn_word(m, stems.items[i], mem), w, mem);
}

/** "APIAuth-TokenRotationTicket": the artifact. The prefix says the area, which has its own weight. */
static struct ap_str
artifact_of(struct ap_str accepted)
{
    size_t dash = ap_str_find(accepted, '-');
    return ap_str_slice(accepted, dash < accepted.len ? dash + 1 : 0, accepted.len);
}

static void
learn_requirement(struct ap_matcher *m, const struct ap_requirement *req, struct ap_arena *mem)
{
    struct profile *p = &m->profiles[req->index];
    learn(m, p, req->title, W_TITLE, mem);
    for (size_t i = 0; i < req->accepts.n; i++)
        learn(m, p, artifact_of(req->accepts.items[i].text), W_TITLE, mem);
    learn(m, p, req->id, W_ID, mem);
    learn(m, p, req->control->title, W_CONTROL, mem);
    learn(m, p, req->area->title, W_AREA, mem);
    learn(m, p, req->section->title, W_SECTION, mem);
    learn(m, p, req->control->ask, W_PROSE, mem);
    learn(m, p, req->control->statement, W_PROSE, mem);
    learn(m, p, req->produce, W_PROSE, mem);
    for (size_t i = 0; i < req->sources.n; i++)
        learn(m, p, req->sources.items[i], W_SOURCE, mem);
}

/** Words that many requirements share tell them apart badly. */
static void
weigh(struct ap_matcher *m, struct ap_arena *mem)
{
    size_t n = m->lib->n_requirements;
    double *spread = ap_arena_array(mem, double, m->words.n);
    m->rarity = ap_arena_array(mem, double, m->words.n);
    for (size_t r = 0; r < n; r++)
        for (size_t i = 0; i < m->profiles[r].words.n; i++)
            spread[m->profiles[r].words.items[i].word] += m->profiles[r].words.items[i].w / W_TITLE;
    for (size_t i = 0; i < m->words.n; i++)
        m->rarity[i] = log(1.0 + (double)n / (0.5 + spread[i]));
    for (size_t r = 0; r < n; r++) {
        struct profile *p = &m->profiles[r];
        double sum = 0;
        for (size_t i = 0; i < p->words.n; i++) {
            struct weight *word = &p->words.items[i];
            word->w *= m->rarity[word->word];
            sum += word->w * word->w;
        }
        p->norm = sqrt(sum);
    }
}

struct ap_matcher *
ap_matcher_make(const struct ap_library *lib, struct ap_arena *mem)
{
    struct ap_matcher *m = ap_arena_new(mem, struct ap_matcher);
    m->lib = lib;
    ap_synonyms_make(lib, mem, &m->synonyms);
    m->profiles = ap_arena_array(mem, struct profile, lib->n_requirements);
    for (size_t i = 0; i < lib->n_requirements; i++)
        learn_requirement(m, lib->requirements[i], mem);
    weigh(m, mem);
    return m;
}

const struct ap_synonyms *
ap_matcher_synonyms(const struct ap_matcher *matcher)
{
    return &matcher->synonyms;
}

/* --- the file -------------------------------------------------------------------------------- */

/** By word of the matcher, what the file says of it. */
struct asked_words {
    const struct ap_matcher *m;
    struct ap_arena *mem;
    double *w;
};

/** The only word of the library within one edit, or AP_NONE. */
static uint32_t
nearest_word(const struct ap_matcher *m, struct ap_str stem)
{
    uint32_t found = AP_NONE;
    for (size_t i = 0; stem.len >= TYPO_MIN_LEN && i < m->words.n; i++) {
        struct ap_str word = m->words.items[i];
        bool near = word.len >= TYPO_MIN_LEN && word.len <= stem.len + 1 &&
                    stem.len <= word.len + 1 && ap_str_distance(word, stem) <= 1;
        if (near && found != AP_NONE)
            return AP_NONE;
        if (near)
            found = (uint32_t)i;
    }
    return found;
}

static void
ask(struct asked_words *asked, struct ap_str text, double w, bool is_name)
{
    struct ap_stems stems = {0};
    ap_stems_of(text, &asked->m->synonyms, asked->mem, &stems);
    for (size_t i = 0; i < stems.n; i++) {
        uint32_t word = ap_map_get(&asked->m->by_word, stems.items[i]);
        double share = 1.0;
        if (word == AP_NONE && is_name) {
            word = nearest_word(asked->m, stems.items[i]);
            share = TYPO_SHARE;
        }
        if (word != AP_NONE && asked->w[word] < w * share)
            asked->w[word] = w * share;
    }
}

/** The words that speak most for a requirement, the strongest first. */
static struct ap_str
shared_words(const struct asked_words *asked, const struct profile *p, struct ap_arena *mem)
{
    struct ap_str text = AP_STR_NONE;
    uint32_t shown[MAX_SHARED] = {0};
    for (size_t n = 0; n < MAX_SHARED; n++) {
        const struct weight *best = NULL;
        double strongest = 0;
        for (size_t i = 0; i < p->words.n; i++) {
            const struct weight *word = &p->words.items[i];
            double strength = asked->w[word->word] * word->w;
            bool before = false;
            for (size_t k = 0; k < n; k++)
                before |= shown[k] == word->word;
            if (!before && strength > strongest) {
                best = word;
                strongest = strength;
            }
        }
        if (!best)
            return text;
        shown[n] = best->word;
        struct ap_str word = ap_stem_word(asked->m->words.items[best->word]);
        text = text.len ? ap_arena_join(mem, text, ", ", word) : word;
    }
    return text;
}

static void
insert(struct ap_match best[AP_MATCH_BEST], struct ap_match match)
{
    size_t at = AP_MATCH_BEST; /* of equals the first stays first */
    while (at > 0 && (!best[at - 1].req || match.score > best[at - 1].score))
        at--;
    for (size_t i = AP_MATCH_BEST - 1; i > at; i--)
        best[i] = best[i - 1];
    if (at < AP_MATCH_BEST)
        best[at] = match;
}

static double
score_of(const struct asked_words *asked, const struct profile *p, double norm)
{
    double sum = 0;
    for (size_t i = 0; i < p->words.n; i++) {
        uint32_t word = p->words.items[i].word;
        sum += asked->w[word] * asked->m->rarity[word] * p->words.items[i].w;
    }
    return p->norm > 0 && norm > 0 ? sum / (p->norm * norm) : 0;
}

void
ap_match_file(const struct ap_matcher *m, const struct ap_match_query *query, const bool *asked_for,
              struct ap_arena *mem, struct ap_matches *ret_matches)
{
    struct asked_words asked = {.m = m, .mem = mem, .w = ap_arena_array(mem, double, m->words.n)};
    ask(&asked, query->name, Q_NAME, true);
    ask(&asked, query->folder, Q_FOLDER, false);
    ask(&asked, ap_str_slice(query->text, 0, HEADING_BYTES), Q_HEADING, false);
    ask(&asked, query->text, Q_TEXT, false);
    double sum = 0;
    for (size_t i = 0; i < m->words.n; i++)
        sum += asked.w[i] * m->rarity[i] * asked.w[i] * m->rarity[i];
    double norm = sqrt(sum);
    *ret_matches = (struct ap_matches){0};
    for (size_t r = 0; r < m->lib->n_requirements; r++) {
        const struct ap_requirement *req = m->lib->requirements[r];
        if (asked_for && !asked_for[r])
            continue;
        struct ap_match match = {req, score_of(&asked, &m->profiles[r], norm), AP_STR_NONE};
        if (req->cadence == AP_EVENT)
            match.score *= EVENT_SHARE;
        if (match.score <= 0)
            continue;
        if (query->is_text || ap_place_takes_format(req, query->ext))
            insert(ret_matches->best, match);
        else if (match.score > ret_matches->other_format.score)
            ret_matches->other_format = match;
    }
    if (ret_matches->other_format.score <= ret_matches->best[0].score)
        ret_matches->other_format = (struct ap_match){0};
    for (size_t i = 0; i < AP_MATCH_BEST && ret_matches->best[i].req; i++)
        ret_matches->best[i].shared =
            shared_words(&asked, &m->profiles[ret_matches->best[i].req->index], mem);
}
