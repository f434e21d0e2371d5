/* HTTP/1.1 (libcurl): one request at a time, bounded replies, no redirect followed, certificates always checked.
 * Place in the flow: port; the SharePoint vault and time stamps go through it.
 * SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "base/vec.h"

/** Holds one connection handle per host, kept alive. One thread at a time. */
struct ap_http;

struct ap_http_options {
    /* file of PEM certificates instead of the system's; empty: the system's */
    struct ap_str cacert;
    struct ap_str user_agent; /* empty: "apipack/VERSION" */
    long connect_timeout_s;   /* 0: 30 */
    long
        stall_timeout_s; /* ends a request that moves fewer than 100 bytes a second for so long; 0: 60 */
    const ap_stop *cancel; /* not 0: stop; NULL: never */
};

struct ap_http_header {
    struct ap_str name;
    struct ap_str value;
};
AP_VEC(ap_http_headers, struct ap_http_header);

/** Given each piece of a reply's body as it comes; a negative result stops and is handed on. */
typedef int (*ap_http_sink)(void *ctx, struct ap_str piece);

struct ap_http_request {
    const char *method; /* "GET", "POST", "PUT", "PATCH", "DELETE" */
    struct ap_str url;
    bool allow_plain; /* http:// too; without it only https:// */
    bool no_proxy;    /* go there directly, whatever the environment says */
    struct ap_http_headers headers;
    struct ap_str body; /* sent when `from_fd` is false; POST, PUT and PATCH always send a length */
    bool from_fd; /* the body is `body_bytes` of `body_fd` from `body_offset` on, read by pread */
    int body_fd;
    uint64_t body_offset;
    uint64_t body_bytes;
    size_t max_reply;  /* bytes of the body that are kept; 0: 16 MiB */
    ap_http_sink sink; /* takes the body of a 200 or 206 instead; NULL: it is kept */
    void *sink_ctx;
    void (*sent)(void *ctx,
                 uint64_t bytes); /* so much of the body is on its way; NULL: nobody asks */
    void *sent_ctx;
};

enum ap_http_fault {
    AP_HTTP_OK,          /* there is a reply, whatever its status */
    AP_HTTP_BAD_URL,     /* not https://, or no URL */
    AP_HTTP_UNREACHABLE, /* name, connection, proxy: nothing was sent */
    AP_HTTP_UNTRUSTED,   /* the certificate is not trusted, or TLS failed for good */
    AP_HTTP_BROKEN,    /* the connection broke or stalled; the server may have taken the request */
    AP_HTTP_TOO_LARGE, /* the reply is larger than max_reply */
    AP_HTTP_SINK,      /* the sink said so */
    AP_HTTP_BODY,      /* body_fd could not be read, or is shorter than it was */
    AP_HTTP_CANCELLED,
};

struct ap_http_reply {
    long status; /* 200 … */
    struct ap_http_headers headers;
    struct ap_str body;
    enum ap_http_fault fault;
    int sink_result;
    uint64_t sent_bytes;
    struct ap_str why; /* words for a person when there is a fault; holds no URL and no header */
};

/** errors AP_E_IO: libcurl or the file of certificates cannot be used */
AP_CHECKED int ap_http_new(const struct ap_http_options *options, struct ap_http **ret_http);
void ap_http_free(struct ap_http *http); /* NULL is fine */

/** Send one request and take the reply into `mem`.
 *
 *  redirects  are never followed: the caller reads Location and decides
 *  secrets    nothing is logged; `why` never holds what was sent or received
 *  errors     AP_E_CANCELLED, AP_E_IO (every other fault of the reply) */
AP_CHECKED int ap_http_send(struct ap_http *http, const struct ap_http_request *request,
                            struct ap_arena *mem, struct ap_http_reply *ret_reply);

/** The first header of that name, case folded; or an empty view. */
struct ap_str ap_http_header(const struct ap_http_reply *reply, const char *name);
/** Add a header to a request; the strings are borrowed. */
void ap_http_add_header(struct ap_http_request *request, struct ap_arena *mem, const char *name,
                        struct ap_str value);

/** An address that may be shown: without query and fragment, which may hold a ticket, and without what stands before an '@', a password. */
struct ap_str ap_url_shown(struct ap_str text);
