/* The public C API of apipack: small, opaque, stable.
 * Place in the flow: above run/; what other programs link against.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef APIPACK_H
#define APIPACK_H

#ifdef __cplusplus
extern "C" {
#endif

#include <stddef.h>

#define APIPACK_API __attribute__((visibility("default")))

/** Results: 0, or negative. */
enum apipack_result {
    APIPACK_OK = 0,
    APIPACK_E_NOMEM = -1,
    APIPACK_E_IO = -2,
    APIPACK_E_LIMIT = -3,
    APIPACK_E_INVALID = -5,
    APIPACK_E_NOTFOUND = -6,
};

/** One check of a workspace and what it found. Not thread-safe; several may live at once. */
struct apipack_check;

/** "1.0.0" */
APIPACK_API const char *apipack_version(void);

/** Called when memory runs out; must not return. The default ends the process with code 5. Set before all else. */
APIPACK_API void apipack_set_oom_hook(void (*hook)(size_t bytes));

/** Check the workspace in `dir`.
 *
 *  as_of   `YYYY-MM-DD`, or NULL: audit.as_of of the workspace (needed then: this library reads no clock)
 *  gives   *ret_check, also when the workspace is not valid: its diagnostics say why; free with apipack_check_free()
 *  errors  APIPACK_E_INVALID, APIPACK_E_NOTFOUND, APIPACK_E_IO, APIPACK_E_LIMIT */
APIPACK_API int apipack_check_new(const char *dir, const char *as_of, struct apipack_check **ret_check);
APIPACK_API void apipack_check_free(struct apipack_check *check);

/** Number of slots that are gaps. */
APIPACK_API size_t apipack_check_gaps(const struct apipack_check *check);
/** The report in `format` ("text", "json", "markdown"); NUL-terminated, owned by the check, NULL for an unknown format. */
APIPACK_API const char *apipack_check_report(struct apipack_check *check, const char *format, size_t *ret_bytes);
/** The operator's faults as text, a line each with its hint; owned by the check. */
APIPACK_API const char *apipack_check_diagnostics(struct apipack_check *check);

#ifdef __cplusplus
}
#endif

#endif
