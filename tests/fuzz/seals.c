/* Any bytes as a signature, a time stamp, a certificate or a file of keys: never a crash, never a signature that holds over other bytes.
 * Place in the flow: tests only. The first byte chooses.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "base/cleanup.h"
#include "port/cms.h"
#include "port/sshsig.h"
#include "port/timestamp.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
hold(bool holds)
{
    if (!holds)
        abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_str content =
        AP_STR("nobody ever signed these words, which no fuzzer will find a signature for");
    struct ap_str bytes = {(const char *)data + 1, size ? size - 1 : 0};
    struct ap_cms_trust trust = {0};
    struct ap_cms_facts cms;
    struct ap_sshsig_facts ssh;
    struct ap_timestamp_facts stamp;
    struct ap_str principals;
    if (size == 0)
        return 0;
    switch (data[0]) {
    case 'c':
        hold(ap_cms_verify(bytes, content, &trust, &mem, &cms) != AP_OK && cms.why);
        break;
    case 's':
        hold(ap_sshsig_verify(bytes, content, "apipack", &mem, &ssh) != AP_OK);
        break;
    case 't':
        hold(ap_timestamp_verify(bytes, content, AP_STR_NONE, bytes, &mem, &stamp) != AP_OK &&
             stamp.why);
        break;
    case 'k':
        hold(!ap_ssh_key_is_listed(bytes, AP_STR("no key at all"), "apipack", &mem, &principals));
        (void)ap_ssh_is_key_file(bytes);
        break;
    case 'x':
        (void)ap_cms_is_certificate(bytes);
        break;
    default:
        break;
    }
    return 0;
}
