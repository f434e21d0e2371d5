/* Programs of others that read hostile files: run with bounds, without network, and without the right to write or to start others (Linux).
 * Place in the flow: port; `apipack-extract --run` becomes such a program.
 * SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "port/sandbox.h"

#define MAX_DESCRIPTORS 64

#if defined(__x86_64__) || defined(__aarch64__)
#ifdef __x86_64__
#define THIS_ARCH AUDIT_ARCH_X86_64
#define IS_OTHER  0x40000000u /* calls of x32 */
#else
#define THIS_ARCH AUDIT_ARCH_AARCH64
#define IS_OTHER  0xffffffffu
#endif

#define RETURN(value) BPF_STMT(BPF_RET | BPF_K, (value))
#define DENIED(error) RETURN(SECCOMP_RET_ERRNO | (error))
#define LOAD(field)   BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define DENY(call)    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_##call, 0, 1), DENIED(EPERM)
#define ABSENT(call)  BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_##call, 0, 1), DENIED(ENOSYS)
/* A call that is denied if its argument has one of the bits. The argument's low half comes first on both machines. */
#define DENY_BITS(call, arg, bits)                                                                 \
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_##call, 0, 4), LOAD(args[arg]),                       \
        BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, (bits), 0, 1), DENIED(EPERM),                         \
        RETURN(SECCOMP_RET_ALLOW)
/* One that is denied unless it has the bits. */
#define NEED_BITS(call, arg, bits)                                                                 \
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_##call, 0, 4), LOAD(args[arg]),                       \
        BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, (bits), 1, 0), DENIED(EPERM),                         \
        RETURN(SECCOMP_RET_ALLOW)
#define WRITES (O_WRONLY | O_RDWR | O_CREAT | O_TRUNC)

/* Everything but: the network, writing or changing files, other processes, other rights. */
static const struct sock_filter filter[] = {
    LOAD(arch),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, THIS_ARCH, 1, 0),
    RETURN(SECCOMP_RET_KILL_PROCESS),
    LOAD(nr),
    BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, IS_OTHER, 0, 1),
    DENIED(ENOSYS),
    DENY(socket),
    DENY(socketpair),
    DENY(connect),
    DENY(bind),
    DENY(ptrace),
    DENY(process_vm_readv),
    DENY(process_vm_writev),
    DENY(kill),
    DENY(mkdirat),
    DENY(mknodat),
    DENY(unlinkat),
    DENY(renameat2),
    DENY(linkat),
    DENY(symlinkat),
    DENY(fchmod),
    DENY(fchmodat),
    DENY(fchown),
    DENY(fchownat),
    DENY(truncate),
    DENY(mount),
    DENY(umount2),
    DENY(unshare),
    DENY(setns),
    DENY(chroot),
    DENY(bpf),
    DENY(perf_event_open),
    DENY(add_key),
    DENY(keyctl),
    DENY(userfaultfd),
    DENY(io_uring_setup),
    ABSENT(clone3), /* its arguments cannot be looked at; clone() is tried then */
    ABSENT(openat2),
#ifdef __x86_64__
    DENY(fork),
    DENY(vfork),
    DENY(creat),
    DENY(mkdir),
    DENY(mknod),
    DENY(unlink),
    DENY(rmdir),
    DENY(rename),
    DENY(renameat),
    DENY(link),
    DENY(symlink),
    DENY(chmod),
    DENY(chown),
    DENY(lchown),
    DENY_BITS(open, 1, WRITES),
#endif
    DENY_BITS(openat, 2, WRITES),
    NEED_BITS(clone, 0, CLONE_THREAD),
    RETURN(SECCOMP_RET_ALLOW),
};

static void
install_filter(void)
{
    struct sock_filter copy[AP_COUNT(filter)];
    for (size_t i = 0; i < AP_COUNT(filter); i++)
        copy[i] = filter[i];
    struct sock_fprog program = {.len = AP_COUNT(filter), .filter = copy};
    (void)prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0);
}
#else
static void
install_filter(void)
{
}
#endif

/* A bound that is tighter already stays. */
static bool
limit(int resource, rlim_t value)
{
    struct rlimit r;
    if (getrlimit((__rlimit_resource_t)resource, &r) != 0)
        return false;
    r.rlim_max = value < r.rlim_max ? value : r.rlim_max;
    r.rlim_cur = r.rlim_max;
    return setrlimit((__rlimit_resource_t)resource, &r) == 0;
}

int
ap_sandbox_run(unsigned cpu_s, uint64_t memory_bytes, char *const *words)
{
    const char *data = getenv("TESSDATA_PREFIX");
    bool bounded = limit(RLIMIT_CPU, cpu_s) && limit(RLIMIT_AS, (rlim_t)memory_bytes) &&
                   limit(RLIMIT_NOFILE, MAX_DESCRIPTORS) && limit(RLIMIT_FSIZE, 0) &&
                   limit(RLIMIT_CORE, 0);
    if (!bounded || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return AP_E_IO;
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    data = data ? data : "";
    char prefix[4096] = "TESSDATA_PREFIX=";
    size_t n = strlen(prefix);
    bool given = data[0] && strlen(data) + n < sizeof prefix;
    if (given)
        memcpy(prefix + n, data, strlen(data) + 1);
    char locale[] = "LC_ALL=C.UTF-8";
    char threads[] = "OMP_THREAD_LIMIT=1";
    char *envp[] = {locale, threads, given ? prefix : NULL, NULL};
    install_filter();
    (void)execve(words[0], words, envp);
    return AP_E_NOTFOUND;
}
