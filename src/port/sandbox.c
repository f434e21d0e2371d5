/* What a process gives up before it parses hostile bytes (Linux).
 * Place in the flow: port; apipack-extract enters it before its first document.
 * SPDX-License-Identifier: Apache-2.0 */
#include "port/sandbox.h"

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED 1
#endif
#endif

#define MAX_DESCRIPTORS 16

static bool
limit(int resource, rlim_t value)
{
    struct rlimit r = {value, value};
    return setrlimit((__rlimit_resource_t)resource, &r) == 0;
}

#if !defined(SANITIZED) && (defined(__x86_64__) || defined(__aarch64__))
#ifdef __x86_64__
#define THIS_ARCH AUDIT_ARCH_X86_64
#else
#define THIS_ARCH AUDIT_ARCH_AARCH64
#endif

/* One row of the allow list: jump over nothing if it is the call, else over the "allow". */
#define ALLOW(call)                                                                                \
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_##call, 0, 1),                                        \
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)

/* Reading and seeking what is open, memory, the socket, the end. No open, no socket, no exec, no kill. */
static const struct sock_filter filter[] = {
    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, THIS_ARCH, 1, 0),
    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
    ALLOW(read),
    ALLOW(pread64),
    ALLOW(lseek),
    ALLOW(fstat),
    ALLOW(newfstatat),
    ALLOW(fcntl),
    ALLOW(close),
    ALLOW(sendmsg),
    ALLOW(sendto),
    ALLOW(recvmsg),
    ALLOW(recvfrom),
    ALLOW(ppoll),
#ifdef __NR_poll
    ALLOW(poll),
#endif
    ALLOW(brk),
    ALLOW(mmap),
    ALLOW(munmap),
    ALLOW(mremap),
    ALLOW(madvise),
    ALLOW(futex),
    ALLOW(getrandom),
    ALLOW(getrusage),
    ALLOW(clock_gettime),
    ALLOW(rt_sigreturn),
    ALLOW(exit),
    ALLOW(exit_group),
    /* Limits of itself (pid 0) only. */
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_prlimit64, 0, 3),
    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[0])),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 1),
    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | 1 /* EPERM */),
};

static bool
install_filter(void)
{
    struct sock_filter copy[AP_COUNT(filter)];
    for (size_t i = 0; i < AP_COUNT(filter); i++)
        copy[i] = filter[i];
    struct sock_fprog program = {.len = AP_COUNT(filter), .filter = copy};
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) == 0;
}
#else
static bool
install_filter(void)
{
    return false; /* the sanitizers and other machines need calls that the list lacks */
}
#endif

struct ap_sandbox
ap_sandbox_enter(uint64_t memory_bytes)
{
    struct ap_sandbox made = {false, false, false};
    made.limits =
        limit(RLIMIT_NOFILE, MAX_DESCRIPTORS) && limit(RLIMIT_FSIZE, 0) && limit(RLIMIT_CORE, 0);
#ifndef SANITIZED
    made.limits = limit(RLIMIT_AS, (rlim_t)memory_bytes) && made.limits;
#else
    (void)memory_bytes; /* their shadow alone takes terabytes of address space */
#endif
    made.no_new_privileges = prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
    made.seccomp = install_filter();
    return made;
}

void
ap_sandbox_cpu(unsigned seconds)
{
    static rlim_t set; /* as it was last: most files begin within the same second */
    struct timespec used;
    if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used) != 0)
        return;
    rlim_t wanted = (rlim_t)used.tv_sec + 1 + seconds;
    struct rlimit r;
    if (wanted == set || getrlimit(RLIMIT_CPU, &r) != 0)
        return;
    r.rlim_cur = wanted < r.rlim_max ? wanted : r.rlim_max;
    if (setrlimit(RLIMIT_CPU, &r) == 0)
        set = wanted;
}
