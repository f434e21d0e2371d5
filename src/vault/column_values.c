/* Values of columns, read from an item's fields and written for a PATCH.
 * Place in the flow: vault.
 * SPDX-License-Identifier: Apache-2.0 */
#include "base/date.h"
#include "vault/columns.h"

struct reading {
    struct ap_arena *mem;
    struct ap_site_people *people;
};

static int
take_person(void *ctx, const struct ap_node *node)
{
    struct reading *r = ctx;
    *ap_vec_push(r->mem, &r->people->ids) = ap_arena_copy(r->mem, ap_reply_text(node, "id"));
    *ap_vec_push(r->mem, &r->people->names) =
        ap_arena_copy(r->mem, ap_reply_text(node, "fields.Title"));
    *ap_vec_push(r->mem, &r->people->emails) =
        ap_arena_copy(r->mem, ap_reply_text(node, "fields.EMail"));
    return AP_OK;
}

int
ap_site_people_read(struct ap_remote *remote, const struct ap_remote_place *place,
                    struct ap_arena *mem, struct ap_site_people *ret_people)
{
    struct reading r = {mem, ret_people};
    struct ap_str path = ap_arena_printf(
        mem,
        "/sites/%.*s/lists/User%%20Information%%20List/items?$expand=fields($select=Title,EMail)",
        AP_FMT(place->site_id));
    int result =
        ap_graph_pages(remote, path, "read the people of the site", take_person, &r, mem, NULL);
    return result == AP_E_NOTFOUND ? AP_E_REMOTE : result;
}

/** Several texts stand in one text column, `;` between them; the `;#` of older exports is one too. A `#` behind a space, as our own values are
 *  written, belongs to its text. */
static void
split(struct ap_str text, struct ap_arena *mem, struct ap_strs *ret_values)
{
    for (size_t n = 0; text.ptr; n++) {
        struct ap_str part = ap_str_cut(&text, ';');
        if (n > 0 && ap_str_starts(part, AP_STR("#")))
            part = ap_str_slice(part, 1, part.len);
        part = ap_str_trim(part);
        if (part.len)
            *ap_vec_push(mem, ret_values) = part;
    }
}

static const struct ap_node *
member(const struct ap_node *fields, struct ap_str name, const char *ending, struct ap_arena *mem)
{
    return ap_node_get(fields, ap_arena_printf(mem, "%.*s%s", AP_FMT(name), ending).ptr);
}

static struct ap_str
person_of(const struct ap_node *node, const struct ap_site_people *people)
{
    struct ap_str id = node && node->kind == AP_NODE_SCALAR ? node->text : AP_STR_NONE;
    for (size_t i = 0; people && i < people->ids.n; i++)
        if (ap_str_eq(people->ids.items[i], id))
            return people->emails.items[i].len ? people->emails.items[i] : people->names.items[i];
    return AP_STR_NONE;
}

void
ap_column_values(const struct ap_column *column, const struct ap_node *fields,
                 const struct ap_site_people *people, struct ap_arena *mem,
                 struct ap_strs *ret_values)
{
    ap_day day;
    if (!fields || fields->kind != AP_NODE_MAP)
        return;
    bool person = column->kind == AP_COLUMN_PERSON;
    const struct ap_node *node = member(fields, column->name, person ? "LookupId" : "", mem);
    if (!node || node->kind == AP_NODE_NULL)
        return;
    if (person) {
        struct ap_str who = person_of(node, people);
        if (who.len)
            *ap_vec_push(mem, ret_values) = who;
    } else if (node->kind == AP_NODE_SEQ) {
        for (size_t i = 0; i < node->n; i++)
            if (node->items[i]->kind == AP_NODE_SCALAR)
                *ap_vec_push(mem, ret_values) = node->items[i]->text;
    } else if (node->kind == AP_NODE_SCALAR && column->kind == AP_COLUMN_DATE) {
        if (ap_day_parse_time(node->text, &day) == AP_OK)
            *ap_vec_push(mem, ret_values) = ap_day_str(mem, day);
    } else if (node->kind == AP_NODE_SCALAR && column->kind == AP_COLUMN_TEXT) {
        split(node->text, mem, ret_values);
    } else if (node->kind == AP_NODE_SCALAR && node->text.len) {
        *ap_vec_push(mem, ret_values) = node->text;
    }
}

static bool
are_choices(const struct ap_column *column, const struct ap_strs *values)
{
    for (size_t i = 0; !column->open_choices && i < values->n; i++)
        if (!ap_strs_has(&column->choices, values->items[i]))
            return false;
    return true;
}

static bool
put_person(struct ap_json *json, const struct ap_column *column, struct ap_str who,
           const struct ap_site_people *people, struct ap_arena *mem)
{
    for (size_t i = 0; people && i < people->ids.n; i++) {
        if (!ap_str_ieq(who, people->emails.items[i]) && !ap_str_ieq(who, people->names.items[i]))
            continue;
        ap_json_key_str(json, ap_arena_join(mem, column->name, "", AP_STR("LookupId")));
        ap_json_str(json, people->ids.items[i]); /* as a text, though it is a number */
        return true;
    }
    return false;
}

static void
put_choices(struct ap_json *json, const struct ap_column *column, const struct ap_strs *values,
            struct ap_arena *mem)
{
    ap_json_key_str(json, ap_arena_join(mem, column->name, "", AP_STR("@odata.type")));
    ap_json_str(json, AP_STR("Collection(Edm.String)"));
    ap_json_key_str(json, column->name);
    ap_json_array_open(json);
    for (size_t i = 0; i < values->n; i++)
        ap_json_str(json, values->items[i]);
    ap_json_array_close(json);
}

bool
ap_column_put(struct ap_json *json, const struct ap_column *column, const struct ap_strs *values,
              const struct ap_site_people *people, struct ap_arena *mem, const char **ret_why)
{
    struct ap_str text = ap_arena_join_all(mem, values, "; ");
    ap_day day;
    int64_t number;
    switch (column->kind) {
    case AP_COLUMN_TEXT:
        *ret_why = "it is too long";
        if (text.len > (size_t)column->max_length)
            return false;
        break;
    case AP_COLUMN_CHOICE:
        *ret_why = values->n == 1 ? "it is none of the choices" : "there is room for one choice";
        if (values->n != 1 || !are_choices(column, values))
            return false;
        break;
    case AP_COLUMN_CHOICES:
        *ret_why = "it is none of the choices";
        if (!are_choices(column, values))
            return false;
        put_choices(json, column, values, mem);
        return true;
    case AP_COLUMN_DATE:
        *ret_why = "it is no day";
        if (ap_day_parse(text, &day))
            return false;
        text = ap_arena_join(mem, text, "", AP_STR("T00:00:00Z"));
        break;
    case AP_COLUMN_PERSON:
        *ret_why = "the site knows nobody of this name or e-mail";
        return put_person(json, column, text, people, mem);
    case AP_COLUMN_NUMBER:
        *ret_why = "it is no whole number";
        if (ap_str_to_int(text, &number))
            return false;
        ap_json_key_str(json, column->name);
        ap_json_int(json, number);
        return true;
    default:
        *ret_why = "columns of this type are not written";
        return false;
    }
    ap_json_key_str(json, column->name);
    ap_json_str(json, text);
    return true;
}
