/* HTTP: what is refused before a connection, what a reply gives, how faults are told apart; against a server in the test.
 * Place in the flow: tests only.
 * SPDX-License-Identifier: Apache-2.0 */
#include <arpa/inet.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ap_test.h"
#include "base/cleanup.h"
#include "port/fs.h"
#include "port/http.h"

/** A server that answers one connection: it reads until `until` was seen, sends `reply`, and writes what it read to the pipe. */
struct server {
    int port;
    pid_t pid;
    int seen;
};

static void
serve_one(int listener, const char *until, const char *reply, int seen)
{
    char got[65536];
    size_t n = 0;
    int fd = accept(listener, NULL, NULL);
    while (n < sizeof got - 1) {
        ssize_t r = read(fd, got + n, sizeof got - 1 - n);
        if (r <= 0)
            break;
        n += (size_t)r;
        got[n] = '\0';
        if (strstr(got, until))
            break;
    }
    (void)!write(fd, reply, strlen(reply));
    (void)!write(seen, got, n);
    close(fd);
    _exit(0);
}

static struct server
start_server(const char *until, const char *reply)
{
    struct server s = {0};
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof at;
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    int pipe_fd[2];
    assert_int_equal(bind(listener, (struct sockaddr *)&at, sizeof at), 0);
    assert_int_equal(listen(listener, 4), 0);
    assert_int_equal(getsockname(listener, (struct sockaddr *)&at, &len), 0);
    assert_int_equal(pipe(pipe_fd), 0);
    s.port = ntohs(at.sin_port);
    s.pid = fork();
    if (s.pid == 0)
        serve_one(listener, until, reply, pipe_fd[1]);
    close(listener);
    close(pipe_fd[1]);
    s.seen = pipe_fd[0];
    return s;
}

static struct ap_str
stop_server(struct server *s, struct ap_arena *mem)
{
    char *bytes = ap_arena_alloc(mem, 65536);
    size_t n = 0;
    ssize_t r;
    while ((r = read(s->seen, bytes + n, 65536 - n)) > 0)
        n += (size_t)r;
    close(s->seen);
    waitpid(s->pid, NULL, 0);
    return (struct ap_str){bytes, n};
}

static struct ap_http *
new_http(const ap_stop *cancel)
{
    struct ap_http *http = NULL;
    const struct ap_http_options options = {.user_agent = AP_STR("test/1"), .cancel = cancel};
    assert_int_equal(ap_http_new(&options, &http), AP_OK);
    return http;
}

AP_TEST(http_refuses_addresses_before_connecting)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    static const char *const urls[] = {
        "",           "http://127.0.0.1/",     "ftp://x/",           "https://",
        "https:///x", "https://user:pw@host/", "file:///etc/passwd", "HTTPS://x/"};
    struct ap_http *http = new_http(NULL);
    for (size_t i = 0; i < AP_COUNT(urls); i++) {
        struct ap_http_request request = {.method = "GET", .url = ap_str_from(urls[i])};
        struct ap_http_reply reply;
        assert_int_equal(ap_http_send(http, &request, &mem, &reply), AP_E_IO);
        assert_int_equal(reply.fault, AP_HTTP_BAD_URL);
    }
    struct ap_http_request split = {.method = "GET", .url = AP_STR("https://127.0.0.1:1/")};
    struct ap_http_reply reply;
    ap_http_add_header(&split, &mem, "X", AP_STR("a\r\nAuthorization: b"));
    assert_int_equal(ap_http_send(http, &split, &mem, &reply), AP_E_IO);
    assert_int_equal(reply.fault, AP_HTTP_BAD_URL);
    ap_http_free(http);
}

AP_TEST(http_posts_and_reads_headers)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct server s = start_server("a=1", "HTTP/1.1 302 Found\r\nLocation:  https://else/ \r\n"
                                          "Content-Length: 2\r\n\r\nhi");
    struct ap_http *http = new_http(NULL);
    struct ap_http_request request = {
        .method = "POST", .allow_plain = true, .no_proxy = true, .body = AP_STR("a=1")};
    struct ap_http_reply reply;
    request.url = ap_arena_printf(&mem, "http://127.0.0.1:%d/p?q", s.port);
    ap_http_add_header(&request, &mem, "Content-Type", AP_STR("text/x"));
    assert_int_equal(ap_http_send(http, &request, &mem, &reply), AP_OK);
    assert_int_equal(reply.status, 302);
    assert_str(reply.body, "hi");
    assert_str(ap_http_header(&reply, "location"), "https://else/");
    assert_int_equal(ap_http_header(&reply, "retry-after").len, 0);
    struct ap_str seen = stop_server(&s, &mem);
    assert_true(ap_str_starts(seen, AP_STR("POST /p?q HTTP/1.1\r\n")));
    assert_true(ap_str_contains(seen, AP_STR("Content-Type: text/x\r\n")));
    assert_true(ap_str_contains(seen, AP_STR("User-Agent: test/1\r\n")));
    assert_true(ap_str_contains(seen, AP_STR("Content-Length: 3\r\n")));
    assert_false(ap_str_contains(seen, AP_STR("Expect")));
    ap_http_free(http);
}

AP_TEST(http_sends_part_of_a_file)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    AP_AUTO_FD int fd = -1;
    assert_int_equal(ap_fs_anonymous(NULL, 100, &fd), AP_OK);
    assert_int_equal(ap_fd_write_at(fd, 0, AP_STR("0123456789")), AP_OK);
    struct server s = start_server("3456", "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n");
    struct ap_http *http = new_http(NULL);
    struct ap_http_request request = {.method = "PUT",
                                      .allow_plain = true,
                                      .no_proxy = true,
                                      .from_fd = true,
                                      .body_fd = fd,
                                      .body_offset = 3,
                                      .body_bytes = 4};
    struct ap_http_reply reply;
    request.url = ap_arena_printf(&mem, "http://127.0.0.1:%d/", s.port);
    assert_int_equal(ap_http_send(http, &request, &mem, &reply), AP_OK);
    assert_int_equal(reply.status, 202);
    assert_int_equal(reply.sent_bytes, 4);
    assert_true(ap_str_ends(stop_server(&s, &mem), AP_STR("\r\n\r\n3456")));

    request.body_bytes = 40; /* the file is shorter than it was */
    s = start_server("9", "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n");
    request.url = ap_arena_printf(&mem, "http://127.0.0.1:%d/", s.port);
    assert_int_equal(ap_http_send(http, &request, &mem, &reply), AP_E_IO);
    assert_int_equal(reply.fault, AP_HTTP_BODY);
    (void)stop_server(&s, &mem);
    ap_http_free(http);
}

static int
count(void *ctx, struct ap_str piece)
{
    *(size_t *)ctx += piece.len;
    return *(size_t *)ctx > 6 ? AP_E_LIMIT : AP_OK;
}

/** What a server that sends `reply` comes to. */
static void
get(const char *reply_bytes, size_t max, size_t *sunk, struct ap_arena *mem,
    struct ap_http_reply *reply)
{
    struct server s = start_server("\r\n\r\n", reply_bytes);
    struct ap_http *http = new_http(NULL);
    struct ap_http_request request = {.method = "GET",
                                      .allow_plain = true,
                                      .no_proxy = true,
                                      .max_reply = max,
                                      .sink = sunk ? count : NULL,
                                      .sink_ctx = sunk};
    request.url = ap_arena_printf(mem, "http://127.0.0.1:%d/", s.port);
    (void)!ap_http_send(http, &request, mem, reply);
    (void)stop_server(&s, mem);
    ap_http_free(http);
}

AP_TEST(http_faults_are_told_apart)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    struct ap_http_reply reply;
    size_t n = 0;
    get("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nabcdef", 5, NULL, &mem, &reply);
    assert_int_equal(reply.fault, AP_HTTP_TOO_LARGE);
    get("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nabcdef", 6, NULL, &mem, &reply);
    assert_int_equal(reply.fault, AP_HTTP_OK);
    get("HTTP/1.1 200 OK\r\nContent-Length: 60\r\n\r\nabc", 0, NULL, &mem, &reply);
    assert_int_equal(reply.fault, AP_HTTP_BROKEN);
    assert_int_equal(reply.status, 0);
    get("", 0, NULL, &mem, &reply);
    assert_int_equal(reply.fault, AP_HTTP_BROKEN);
    get("HTTP/1.1 206 Partial\r\nContent-Length: 6\r\n\r\nabcdef", 1, &n, &mem, &reply);
    assert_int_equal(reply.fault, AP_HTTP_OK);
    assert_int_equal(n, 6);
    get("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc", 0, &n, &mem, &reply);
    assert_int_equal(reply.fault, AP_HTTP_SINK);
    assert_int_equal(reply.sink_result, AP_E_LIMIT);
    n = 0;
    get("HTTP/1.1 404 No\r\nContent-Length: 3\r\n\r\nabc", 0, &n, &mem, &reply);
    assert_str(reply.body, "abc"); /* an error's body is no content */
    assert_int_equal(n, 0);
}

AP_TEST(http_stops_when_told)
{
    AP_AUTO_ARENA struct ap_arena mem = {0};
    const ap_stop cancel = 15;
    struct ap_http *http = new_http(&cancel);
    struct ap_http_request request = {.method = "GET", .url = AP_STR("https://127.0.0.1:1/")};
    struct ap_http_reply reply;
    assert_int_equal(ap_http_send(http, &request, &mem, &reply), AP_E_CANCELLED);
    assert_int_equal(reply.fault, AP_HTTP_CANCELLED);
    ap_http_free(http);
    http = new_http(NULL);
    assert_int_equal(ap_http_send(http, &request, &mem, &reply), AP_E_IO);
    assert_int_equal(reply.fault, AP_HTTP_UNREACHABLE);
    assert_true(reply.why.len > 0);
    ap_http_free(http);
    const struct ap_http_options options = {.cacert = AP_STR("/nowhere/ca.pem")};
    assert_int_equal(ap_http_new(&options, &http), AP_E_IO);
}
