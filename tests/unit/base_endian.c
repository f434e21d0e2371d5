/* Numbers as file formats store them.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#include "ap_test.h"
#include "base/buf.h"
#include "base/cleanup.h"
#include "base/endian.h"

static const unsigned char bytes[] = {0x00, 0xf1, 0x02, 0x83, 0xf4, 0x05, 0x06, 0x07, 0xf8};

AP_TEST(endian_reads_at_any_place)
{
    assert_int_equal(ap_le16(bytes + 1), 0x02f1);
    assert_int_equal(ap_le32(bytes + 1), 0xf48302f1);
    assert_int_equal(ap_le64(bytes + 1), 0xf8070605f48302f1);
    assert_int_equal(ap_be16(bytes + 1), 0xf102);
    assert_int_equal(ap_be32(bytes + 1), 0xf10283f4);
}

AP_TEST(endian_writes_what_it_reads)
{
    unsigned char out[9] = {0};
    ap_le64_put(out + 1, ap_le64(bytes + 1));
    assert_memory_equal(out, bytes, sizeof bytes);
}

AP_TEST(endian_buf_takes_the_lowest_bytes)
{
    AP_AUTO_BUF struct ap_buf buf = {0};
    ap_buf_add_le(&buf, 0x0102030405060708, 2);
    ap_buf_add_le(&buf, 0xff, 1);
    ap_buf_add_le(&buf, 0x11223344, 4);
    assert_int_equal(buf.len, 7);
    assert_memory_equal(buf.ptr, "\x08\x07\xff\x44\x33\x22\x11", 7);
}
