/* Rate limits of NGINX: limit_req_zone and limit_req.
 * Place in the flow: inspect, below the check rate-limit-config.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Source: https://nginx.org/en/docs/http/ngx_http_limit_req_module.html: `limit_req_zone key zone=name:size rate=Nr/s|r/m;` names a
 * counter, `limit_req zone=name [burst=N] [nodelay|delay=N];` uses it in http, server or location, `limit_req_dry_run on;` only
 * counts. The key may come out of a `map` (ngx_http_map_module), whose source then says what is counted by. */
#include <string.h>

#include "inspect/content/limits/limits.h"

#define MAX_WORDS  16u
#define MAX_BLOCKS 4096u
#define MAX_ZONES  256u
#define MAX_USES   2048u
#define MAX_MAPS   256u

struct block {
    struct ap_str head; /* "location /v1/" */
    uint32_t parent;    /* AP_NONE: the file */
    int dry;            /* limit_req_dry_run: 1 on, 0 off, -1 not said */
};

struct zone {
    struct ap_str name, key;
    double number;
    int64_t seconds;
    uint32_t line;
    bool used;
};

struct use {
    struct ap_str zone;
    uint32_t block, line;
};

struct map {
    struct ap_str from, to;
};

struct nginx {
    struct ap_limits *limits;
    struct ap_str text;
    size_t at;
    uint32_t line, directive_line;
    struct ap_str words[MAX_WORDS];
    size_t n_words;
    struct block *blocks;
    size_t n_blocks;
    uint32_t block; /* at hand */
    struct zone zones[MAX_ZONES];
    size_t n_zones;
    struct use *uses;
    size_t n_uses;
    struct map maps[MAX_MAPS];
    size_t n_maps;
};

/* The word at hand, in quotes or not. */
static void
take_word(struct nginx *n)
{
    char quote = n->text.ptr[n->at];
    bool quoted = quote == '"' || quote == '\'';
    size_t from = n->at + quoted;
    size_t at = from;
    while (at < n->text.len &&
           (quoted ? n->text.ptr[at] != quote
                   : !strchr(" \t\r\n;{}", n->text.ptr[at]) ||
                         (n->text.ptr[at] == '{' && at > from && n->text.ptr[at - 1] == '$'))) {
        n->line += n->text.ptr[at] == '\n';
        at++;
    }
    if (n->n_words == 0)
        n->directive_line = n->line;
    if (n->n_words < MAX_WORDS)
        n->words[n->n_words++] = ap_str_slice(n->text, from, at);
    n->at = at + quoted;
}

/* "zone=per_token:20m" -> "per_token" for "zone=". */
static struct ap_str
parameter(const struct nginx *n, const char *name)
{
    for (size_t i = 1; i < n->n_words; i++) {
        struct ap_str prefix = ap_str_from(name);
        if (ap_str_starts(n->words[i], prefix)) {
            struct ap_str value = ap_str_slice(n->words[i], prefix.len, n->words[i].len);
            return ap_str_slice(value, 0, ap_str_find(value, ':'));
        }
    }
    return AP_STR_NONE;
}

static void
take_zone(struct nginx *n)
{
    struct ap_str rate = parameter(n, "rate=");
    struct zone zone = {
        .name = parameter(n, "zone="), .key = n->words[1], .line = n->directive_line};
    if (n->n_words < 3 || n->n_zones == MAX_ZONES || !ap_limits_number(rate, &zone.number))
        return;
    zone.seconds = ap_str_ends(rate, AP_STR("r/m")) ? 60 : 1;
    for (size_t i = 0; i < n->n_maps; i++)
        if (ap_str_contains(zone.key, n->maps[i].to))
            zone.key = ap_arena_join(n->limits->doc.mem, zone.key, " ", n->maps[i].from);
    n->zones[n->n_zones++] = zone;
}

static void
take_directive(struct nginx *n)
{
    if (n->n_words > 1 && ap_str_is(n->words[0], "limit_req_zone"))
        take_zone(n);
    if (n->n_words > 1 && ap_str_is(n->words[0], "limit_req") && n->n_uses < MAX_USES)
        n->uses[n->n_uses++] = (struct use){parameter(n, "zone="), n->block, n->directive_line};
    if (n->n_words > 1 && ap_str_is(n->words[0], "limit_req_dry_run") && n->block != AP_NONE)
        n->blocks[n->block].dry = ap_str_is(n->words[1], "on");
    n->n_words = 0;
}

static void
open_block(struct nginx *n)
{
    struct ap_strs head = {n->words, n->n_words, 0};
    if (n->n_words > 2 && ap_str_is(n->words[0], "map") && n->n_maps < MAX_MAPS)
        n->maps[n->n_maps++] = (struct map){n->words[1], n->words[2]};
    if (n->n_blocks < MAX_BLOCKS) {
        n->blocks[n->n_blocks] =
            (struct block){ap_arena_join_all(n->limits->doc.mem, &head, " "), n->block, -1};
        n->block = (uint32_t)n->n_blocks++;
    }
    n->n_words = 0;
}

static void
parse(struct nginx *n)
{
    n->line = 1;
    while (n->at < n->text.len && n->n_blocks < MAX_BLOCKS) {
        char c = n->text.ptr[n->at];
        if (c == '#') {
            n->at += ap_str_find(ap_str_slice(n->text, n->at, n->text.len), '\n');
        } else if (strchr(" \t\r\n", c)) {
            n->line += c == '\n';
            n->at++;
        } else if (c == ';' || c == '}') {
            take_directive(n);
            if (c == '}' && n->block != AP_NONE)
                n->block = n->blocks[n->block].parent;
            n->at++;
        } else if (c == '{') {
            open_block(n);
            n->at++;
        } else {
            take_word(n);
        }
    }
}

static bool
is_dry(const struct nginx *n, uint32_t block)
{
    for (; block != AP_NONE; block = n->blocks[block].parent)
        if (n->blocks[block].dry >= 0)
            return n->blocks[block].dry == 1;
    return false;
}

/* The location that a use stands in, or nothing. */
static struct ap_str
location_of(const struct nginx *n, uint32_t block)
{
    for (; block != AP_NONE; block = n->blocks[block].parent)
        if (ap_str_starts(n->blocks[block].head, AP_STR("location ")))
            return ap_str_slice(n->blocks[block].head, 9, n->blocks[block].head.len);
    return AP_STR_NONE;
}

/* A zone may be called by what it counts: "token", "per_token". */
static uint32_t
classes_of_zone(const struct nginx *n, const struct zone *zone)
{
    return ap_limits_classes(n->limits,
                             ap_arena_join(n->limits->doc.mem, AP_STR("per"), " ", zone->name));
}

static void
add_use(struct nginx *n, struct zone *zone, const struct use *use)
{
    struct ap_str location = location_of(n, use->block);
    struct ap_limit limit = {.by = ap_limits_by(n->limits, zone->key),
                             .number = zone->number,
                             .seconds = zone->seconds,
                             .line = use->line};
    if (limit.by == AP_BY_UNKNOWN)
        limit.by = ap_limits_by(n->limits, zone->name);
    limit.classes = ap_limits_classes(n->limits, location);
    if (limit.classes == 0)
        limit.classes = classes_of_zone(n, zone);
    limit.everywhere = limit.classes == 0;
    if (is_dry(n, use->block))
        limit.off = "limit_req_dry_run is on";
    zone->used = true;
    ap_limits_add(n->limits, &limit);
}

bool
ap_limits_nginx(struct ap_limits *limits, struct ap_str text)
{
    if (!ap_str_contains(text, AP_STR("limit_req")))
        return false;
    struct nginx *n = ap_arena_new(limits->doc.mem, struct nginx);
    n->limits = limits;
    n->text = text;
    n->block = AP_NONE;
    n->blocks = ap_arena_array(limits->doc.mem, struct block, MAX_BLOCKS);
    n->uses = ap_arena_array(limits->doc.mem, struct use, MAX_USES);
    parse(n);
    for (size_t u = 0; u < n->n_uses; u++)
        for (size_t z = 0; z < n->n_zones; z++)
            if (ap_str_eq(n->zones[z].name, n->uses[u].zone))
                add_use(n, &n->zones[z], &n->uses[u]);
    for (size_t z = 0; z < n->n_zones; z++) {
        struct zone *zone = &n->zones[z];
        if (zone->used)
            continue;
        struct ap_limit limit = {.by = ap_limits_by(limits, zone->key),
                                 .classes = classes_of_zone(n, zone),
                                 .number = zone->number,
                                 .seconds = zone->seconds,
                                 .off = "no limit_req uses the zone",
                                 .line = zone->line};
        ap_limits_add(limits, &limit);
    }
    return n->n_zones > 0;
}
