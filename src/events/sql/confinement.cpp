#include "events/sql/confinement.h"

#include <array>
#include <cstddef>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <string_view>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <vector>

namespace wend::events::sql {
namespace {

void limit(__rlimit_resource_t what, rlim_t value) {
  const rlimit both{value, value};
  (void)::setrlimit(what, &both);
}

void write_text(const char* path, std::string_view text) {
  const int file = ::open(path, O_WRONLY | O_CLOEXEC);
  if (file < 0) return;
  (void)!::write(file, text.data(), text.size());
  ::close(file);
}

#if defined(__x86_64__)
constexpr std::array kRefused = {
    __NR_socket,         __NR_connect, __NR_bind,        __NR_listen,
    __NR_accept,         __NR_accept4, __NR_execve,      __NR_execveat,
    __NR_fork,           __NR_vfork,   __NR_ptrace,      __NR_process_vm_readv,
    __NR_kill,           __NR_tkill,   __NR_pidfd_open,  __NR_process_vm_writev,
    __NR_mount,          __NR_umount2, __NR_chroot,      __NR_pivot_root,
    __NR_io_uring_setup, __NR_bpf,     __NR_init_module, __NR_finit_module,
    __NR_reboot,         __NR_setns,   __NR_unshare,     __NR_open_by_handle_at,
    __NR_keyctl,         __NR_add_key, __NR_request_key, __NR_perf_event_open,
};

void refuse_calls() {
  std::vector<sock_filter> filter;
  filter.push_back(BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, arch)));
  filter.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AUDIT_ARCH_X86_64, 1, 0));
  filter.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS));
  filter.push_back(BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)));
  // The numbers of the x32 interface stand for the same calls.
  filter.push_back(BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1));
  filter.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS));
  for (const int call : kRefused) {
    filter.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<std::uint32_t>(call), 0, 1));
    filter.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | 1U));  // EPERM
  }
  filter.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
  const sock_fprog program{static_cast<unsigned short>(filter.size()), filter.data()};
  (void)::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}
#else
void refuse_calls() {}
#endif

constexpr std::uint64_t kReadAccess = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
constexpr std::uint64_t kAllAccess =
    (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1;  // of the first version

void allow_below(int rules, const char* path, std::uint64_t access) {
  landlock_path_beneath_attr rule{};
  rule.allowed_access = access;
  rule.parent_fd = ::open(path, O_PATH | O_CLOEXEC);
  if (rule.parent_fd < 0) return;
  (void)::syscall(__NR_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
  ::close(rule.parent_fd);
}

void close_file_system(const std::string& folder) {
  const landlock_ruleset_attr handled{.handled_access_fs = kAllAccess};
  const auto rules =
      static_cast<int>(::syscall(__NR_landlock_create_ruleset, &handled, sizeof handled, 0));
  if (rules < 0) return;  // a kernel without it
  if (!folder.empty()) allow_below(rules, folder.c_str(), kAllAccess);
  // How much memory and how many processors there are.
  allow_below(rules, "/sys/fs/cgroup", kReadAccess);
  allow_below(rules, "/sys/devices/system/cpu", kReadAccess);
  (void)::syscall(__NR_landlock_restrict_self, rules, 0);
  ::close(rules);
}

}  // namespace

void confine(const Confinement& confinement) {
  (void)::prctl(PR_SET_DUMPABLE, 0);
  write_text("/proc/self/oom_score_adj", "1000");
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_FSIZE, confinement.file_bytes);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  limit(RLIMIT_DATA, confinement.memory_bytes);
#endif
  (void)::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  close_file_system(confinement.folder);
  refuse_calls();
}

}  // namespace wend::events::sql
