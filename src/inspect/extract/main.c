/* apipack-extract: parses hostile documents for apipack, one after the other, inside a sandbox.
 * Place in the flow: inspect; started by extract/client.c, speaks over descriptor 3, opens nothing itself.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
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

/* The parent runs the program; here is only waited for it. */
static int
wish_for(void *ctx, const struct ap_extract_wish *wish, struct ap_str bytes, struct ap_buf *text,
         int *ret_answer)
{
    struct ap_channel *channel = ctx;
    int r = AP_OK;
    while (r == AP_OK && bytes.len > 0) {
        r = ap_frame_put(channel, AP_EXTRACT_BYTES, ap_str_slice(bytes, 0, AP_FRAME_MAX));
        bytes = ap_str_slice(bytes, AP_FRAME_MAX, bytes.len);
    }
    if (r == AP_OK)
        r = ap_frame_put(channel, AP_EXTRACT_WISH,
                         (struct ap_str){(const char *)wish, sizeof *wish});
    if (r == AP_OK)
        r = ap_frame_flush(channel, -1);
    while (r == AP_OK) {
        uint32_t frame = 0;
        struct ap_str payload;
        int32_t answer = 0;
        r = ap_frame_take(channel, -1, &frame, &payload);
        if (r == AP_OK && frame == AP_EXTRACT_HELPED) {
            ap_buf_add_str(text, payload);
        } else if (r == AP_OK && frame == AP_EXTRACT_ANSWER && payload.len == sizeof answer) {
            memcpy(&answer, payload.ptr, sizeof answer);
            *ret_answer = answer;
            return AP_OK;
        } else if (r == AP_OK) {
            r = AP_E_INVALID;
        }
    }
    return r;
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
    /* Of its own: what is heard meanwhile comes to where the payload lies. */
    static char bytes[AP_EXTRACT_INLINE];
    payload = ap_str_slice(payload, sizeof request, payload.len);
    if (payload.len > sizeof bytes)
        return AP_E_INVALID;
    if (payload.len > 0)
        memcpy(bytes, payload.ptr, payload.len);
    struct ap_source source = {
        .bytes = {bytes, payload.len}, .fd = ap_channel_take_fd(channel), .n = request.bytes};
    if (source.fd < 0 && source.bytes.len != source.n)
        return AP_E_INVALID;
    ap_sandbox_cpu(request.limits.cpu_s);
    struct ap_extract_out out = {.sink = put_frame, .help = wish_for, .ctx = channel};
    r = ap_extract_file(source, &request, &out);
    if (source.fd >= 0)
        (void)close(source.fd);
    return r < 0 ? r : ap_frame_flush(channel, -1);
}

#define HELPER_MEMORY (2ull << 30) /* address space of a program of somebody else */

/* `--run SECONDS PROGRAM WORDS…`: becomes that program, within bounds. */
static int
run_other(char **argv)
{
    char *end = NULL;
    unsigned long seconds = strtoul(argv[2], &end, 10);
    if (*end || seconds == 0 || seconds > 3600)
        return 2;
    return ap_sandbox_run((unsigned)seconds, HELPER_MEMORY, argv + 3) == AP_OK ? 0 : 127;
}

int
main(int argc, char **argv)
{
    struct ap_channel channel;
    if (argc > 3 && strcmp(argv[1], "--run") == 0)
        return run_other(argv);
    (void)ap_sandbox_enter(AP_EXTRACT_MEMORY);
    ap_channel_open(&channel, AP_CHILD_SOCKET, 0);
    while (serve(&channel) == AP_OK)
        continue;
    ap_channel_close(&channel);
    return 0;
}
