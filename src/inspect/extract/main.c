/* apipack-extract: parses hostile documents for apipack, one after the other, inside a sandbox.
 * Place in the flow: inspect; started by extract/client.c, speaks over descriptor 3, opens nothing itself.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>
#include <unistd.h>

#include "inspect/extract/extract.h"
#include "port/child.h"
#include "port/sandbox.h"

static int
send_frame(void *ctx, enum ap_extract_frame frame, struct ap_str payload)
{
    (void)ctx;
    return ap_frame_send(AP_CHILD_SOCKET, (uint32_t)frame, payload, -1);
}

/* One request; a negative result ends the program: the parent is gone or talks nonsense. */
static int
serve(void)
{
    struct ap_extract_request request;
    char payload[sizeof request];
    uint32_t frame = 0;
    size_t n = 0;
    int fd = -1;
    int r = ap_frame_receive(AP_CHILD_SOCKET, -1, &frame, payload, sizeof payload, &n, &fd);
    if (r < 0)
        return r;
    if (frame != AP_EXTRACT_REQUEST || n != sizeof request || fd < 0)
        return AP_E_INVALID;
    memcpy(&request, payload, sizeof request);
    ap_sandbox_cpu(AP_EXTRACT_CPU_S);
    r = ap_extract_file(fd, &request, send_frame, NULL);
    (void)close(fd);
    return r;
}

int
main(void)
{
    (void)ap_sandbox_enter(AP_EXTRACT_MEMORY);
    while (serve() == AP_OK)
        continue;
    return 0;
}
