/* The line of a bar: part, rate, remaining time.
 * Place in the flow: tests.
 * SPDX-License-Identifier: Apache-2.0 */
#include "ap_test.h"
#include "base/cleanup.h"
#include "cli/progress.h"

AP_TEST(cli_progress_line)
{
    static const struct {
        uint64_t done, total;
        int64_t ms;
        const char *line;
    } cases[] = {
        {0, 100, 1000, "[>                       ]   0 %"},
        {50, 100, 1000, "[============>           ]  50 %  50 B/s  0:01 left"},
        {100, 100, 2000, "[========================] 100 %  50 B/s"},
        {120, 100, 2000, "[========================] 100 %  60 B/s"},
        {0, 0, 0, "[========================] 100 %"},
        {1500000, 15000000, 1000, "[==>                     ]  10 %  1.5 MB/s  0:09 left"},
        {120000000, 1200000000, 1000, "[==>                     ]  10 %  120 MB/s  0:09 left"},
        {1000, 100000000, 1000, "[>                       ]   0 %  1.0 kB/s  27:46:39 left"},
        {1, UINT64_MAX, 1, "[>                       ]   0 %  1.0 kB/s  5124095576030:25:51 left"},
    };
    for (size_t i = 0; i < AP_COUNT(cases); i++) {
        AP_AUTO_BUF struct ap_buf out = {0};
        ap_progress_line(&out, cases[i].done, cases[i].total, 0, cases[i].ms);
        assert_str(ap_buf_str(&out), cases[i].line);
    }
}

AP_TEST(progress_of_a_transfer_that_was_resumed)
{
    AP_AUTO_BUF struct ap_buf out = {0};
    ap_progress_line(&out, 60, 100, 50, 1000); /* ten bytes in a second, not sixty */
    assert_str(ap_buf_str(&out), "[==============>         ]  60 %  10 B/s  0:04 left");
    out.len = 0;
    ap_progress_line(&out, 50, 100, 50, 1000);
    assert_str(ap_buf_str(&out), "[============>           ]  50 %");
}
