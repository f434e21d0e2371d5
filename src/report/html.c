/* The small HTML writer.
 * Place in the flow: report.
 * SPDX-License-Identifier: Apache-2.0 */
#include "report/html.h"

#include "port/digest.h"

void
ap_html_raw(struct ap_buf *out, const char *markup)
{
    ap_buf_add_c(out, markup);
}

static void
open_tag(struct ap_buf *out, const char *tag, const char *class_word)
{
    ap_buf_add_char(out, '<');
    ap_buf_add_c(out, tag);
    if (class_word) {
        ap_buf_add_c(out, " class=\"");
        ap_html_escape(out, ap_str_from(class_word));
        ap_buf_add_char(out, '"');
    }
    ap_buf_add_char(out, '>');
}

void
ap_html_classed(struct ap_buf *out, const char *tag, const char *class_word, struct ap_str text)
{
    open_tag(out, tag, class_word);
    ap_html_escape(out, text);
    ap_buf_add_c(out, "</");
    ap_buf_add_c(out, tag);
    ap_buf_add_char(out, '>');
}

void
ap_html_element(struct ap_buf *out, const char *tag, struct ap_str text)
{
    ap_html_classed(out, tag, NULL, text);
}

void
ap_html_link(struct ap_buf *out, struct ap_str path, struct ap_str text)
{
    ap_buf_add_c(out, "<a href=\"");
    ap_href_escape(out, path);
    ap_buf_add_c(out, "\">");
    ap_html_escape(out, text);
    ap_buf_add_c(out, "</a>");
}

void
ap_html_number(struct ap_buf *out, const char *tag, uint64_t number)
{
    open_tag(out, tag, "number");
    ap_buf_printf(out, "%llu</%s>", (unsigned long long)number, tag);
}

void
ap_html_table_open(struct ap_buf *out, const char *caption, const char *const *columns, size_t n)
{
    ap_buf_add_c(out, "<div class=\"wide\"><table>\n<caption>");
    ap_buf_add_c(out, caption);
    ap_buf_add_c(out, "</caption>\n<thead><tr>");
    for (size_t i = 0; i < n; i++) {
        ap_buf_add_c(out, "<th scope=\"col\">");
        ap_buf_add_c(out, columns[i]);
        ap_buf_add_c(out, "</th>");
    }
    ap_buf_add_c(out, "</tr></thead>\n<tbody>\n");
}

void
ap_html_table_close(struct ap_buf *out)
{
    ap_buf_add_c(out, "</tbody></table></div>\n");
}

static void
add_base64(struct ap_buf *out, const uint8_t *bytes, size_t n)
{
    static const char padding = '=';
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < n; i += 3) {
        uint32_t group = (uint32_t)bytes[i] << 16;
        group |= i + 1 < n ? (uint32_t)bytes[i + 1] << 8 : 0;
        group |= i + 2 < n ? (uint32_t)bytes[i + 2] : 0;
        ap_buf_add_char(out, digits[group >> 18 & 63]);
        ap_buf_add_char(out, digits[group >> 12 & 63]);
        ap_buf_add_char(out, i + 1 < n ? digits[group >> 6 & 63] : padding);
        ap_buf_add_char(out, i + 2 < n ? digits[group & 63] : padding);
    }
}

void
ap_html_head(struct ap_buf *out, struct ap_str title, const char *style)
{
    uint8_t digest[AP_SHA256_BYTES];
    ap_sha256(ap_str_from(style), digest);
    ap_buf_add_c(out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                      "base-uri 'none'; form-action 'none'; style-src 'sha256-");
    add_base64(out, digest, sizeof digest);
    ap_buf_add_c(out, "'\">\n<meta name=\"viewport\" content=\"width=device-width, "
                      "initial-scale=1\">\n<meta name=\"referrer\" content=\"no-referrer\">\n");
    ap_html_element(out, "title", title);
    ap_buf_add_c(out, "\n<style>");
    ap_buf_add_c(out, style);
    ap_buf_add_c(out, "</style>\n</head>\n<body>\n");
}
