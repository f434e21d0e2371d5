/* The escapes: what is hostile loses its effect, what is plain stays readable.
 * Place in the flow: tests.
 * SPDX-License-Identifier: Apache-2.0 */
#include "ap_test.h"
#include "base/cleanup.h"
#include "report/escape.h"

struct sample {
    const char *raw;
    const char *escaped;
};

static void
check(void (*escape)(struct ap_buf *, struct ap_str), const struct sample *samples, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        AP_AUTO_BUF struct ap_buf out = {0};
        escape(&out, ap_str_from(samples[i].raw));
        assert_str(ap_buf_str(&out), samples[i].escaped);
    }
}

AP_TEST(report_html_escape)
{
    static const struct sample samples[] = {
        {"plain-name_1.pdf", "plain-name_1.pdf"},
        {"<script>alert('1')</script>", "&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;"},
        {"\" onload=x &", "&quot; onload=x &amp;"},
        {"a\x1b[31m\xe2\x80\xae", "a\\u{1b}[31m\\u{202e}"},
        {"bad\xff", "bad\xef\xbf\xbd"},
        {"Übung", "Übung"},
    };
    check(ap_html_escape, samples, AP_COUNT(samples));
}

AP_TEST(report_href_escape)
{
    static const struct sample samples[] = {
        {"data/04-Gateway-WAF-Proof/a b.pdf", "data/04-Gateway-WAF-Proof/a%20b.pdf"},
        {"javascript:x", "javascript%3Ax"},
        {"ü?#\"", "%C3%BC%3F%23%22"},
    };
    check(ap_href_escape, samples, AP_COUNT(samples));
}

AP_TEST(report_markdown_escape)
{
    static const struct sample samples[] = {
        {"AUTH-04/rotation-ticket@2026-Q2", "AUTH-04/rotation-ticket@2026-Q2"},
        {"register.csv:3: late, 10 days", "register.csv:3: late, 10 days"},
        {"a|b\nc", "a\\|b c"},
        {"[x](http://e.test)", "\\[x\\](http&#58;//e.test)"},
        {"@security and a@b", "&#64;security and a@b"},
        {"<img src=x>", "&lt;img src=x&gt;"},
        {"::error::x", "&#58;&#58;error&#58;&#58;x"},
        {"##vso[task]", "\\#\\#vso\\[task\\]"},
        {"`code` *b* $m$", "\\`code\\` \\*b\\* \\$m\\$"},
        {"www.e.test a.b", "www&#46;e.test a.b"},
        {"- item", "\\- item"},
        {"=1+1", "\\=1+1"},
    };
    check(ap_markdown_escape, samples, AP_COUNT(samples));
}
