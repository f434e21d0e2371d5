/* apipack-extract: parses hostile documents for apipack, one after the other, inside a sandbox.
 * Place in the flow: inspect; started by extract/client.c, speaks over descriptor 3, opens nothing itself.
 * SPDX-License-Identifier: Apache-2.0 */
#include <string.h>
#include <unistd.h>

#include "inspect/extract/extract.h"
#include "port/child.h"
#include "port/frames.h"
#include "port/sandbox.h"

static int
put_frame(void *ctx, enum ap_extract_frame frame, struct ap_str payload)
{
    return ap_frame_put(ctx, (uint32_t)frame, payload);
}

/* One request; a negative result ends the program: the parent is gone or talks nonsense. */
static int
serve(struct ap_channel *channel)
{
    struct ap_extract_request request;
    uint32_t frame = 0;
    struct ap_str payload;
    int r = ap_frame_take(channel, -1, &frame, &payload);
    if (r < 0)
        return r;
    if (frame != AP_EXTRACT_REQUEST || payload.len < sizeof request)
        return AP_E_INVALID;
    memcpy(&request, payload.ptr, sizeof request);
    struct ap_source source = {.bytes = ap_str_slice(payload, sizeof request, payload.len),
                               .fd = ap_channel_take_fd(channel),
                               .n = request.bytes};
    if (source.fd < 0 && source.bytes.len != source.n)
        return AP_E_INVALID;
    ap_sandbox_cpu(request.limits.cpu_s);
    r = ap_extract_file(source, &request, put_frame, channel);
    if (source.fd >= 0)
        (void)close(source.fd);
    return r < 0 ? r : ap_frame_flush(channel, -1);
}

int
main(void)
{
    struct ap_channel channel;
    (void)ap_sandbox_enter(AP_EXTRACT_MEMORY);
    ap_channel_open(&channel, AP_CHILD_SOCKET, 0);
    while (serve(&channel) == AP_OK)
        continue;
    ap_channel_close(&channel);
    return 0;
}
