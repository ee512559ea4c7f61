//! Bounds the kernel sets on the child.
#![expect(unsafe_code, reason = "the kernel's limits are set by system calls")]

use std::io;

/// Open files the child may have.
const FILES: u64 = 16;
/// How much the child gives way to what is on air.
const NICE: libc::c_int = 10;

/// Bounds memory (bytes), files and processor time (seconds: now, and the most it may be raised
/// to), forbids to write files or leave core dumps, closes what was inherited, and gives way.
///
/// # Errors
/// The kernel's; the child must end then, because it is not safe.
pub(super) fn apply(memory_bytes: u64, cpu_s: u64, most_cpu_s: u64) -> io::Result<()> {
    close_inherited();
    limit(libc::RLIMIT_AS, memory_bytes, memory_bytes)?;
    limit(libc::RLIMIT_CPU, cpu_s, most_cpu_s)?;
    limit(libc::RLIMIT_FSIZE, 0, 0)?;
    limit(libc::RLIMIT_CORE, 0, 0)?;
    limit(libc::RLIMIT_NOFILE, FILES, FILES)?;
    give_way();
    Ok(())
}

/// Moves the bound on processor time, seconds since the child began; at most what
/// [`apply`] allowed.
///
/// # Errors
/// The kernel's; the old bound stays.
pub(super) fn allow_cpu(cpu_s: u64, most_cpu_s: u64) -> io::Result<()> {
    limit(libc::RLIMIT_CPU, cpu_s.min(most_cpu_s), most_cpu_s)
}

fn limit(what: libc::__rlimit_resource_t, soft: u64, hard: u64) -> io::Result<()> {
    let value = libc::rlimit {
        rlim_cur: soft,
        rlim_max: hard,
    };
    // SAFETY: `value` is a valid rlimit that lives through the call, which only reads it.
    let answer = unsafe { libc::setrlimit(what, &raw const value) };
    if answer == 0 {
        Ok(())
    } else {
        Err(io::Error::last_os_error())
    }
}

fn close_inherited() {
    // SAFETY: nothing of this process holds a descriptor above 2 yet: it is called first of all.
    // An older kernel answers ENOSYS, and then only descriptors that were meant to be inherited
    // are open, of which this program has none.
    let _closed = unsafe { libc::syscall(libc::SYS_close_range, 3_u32, u32::MAX, 0_u32) };
}

fn give_way() {
    // SAFETY: plain system calls without pointers; failing to give way is no harm.
    unsafe {
        libc::nice(NICE);
        libc::prctl(libc::PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
        libc::prctl(libc::PR_SET_DUMPABLE, 0, 0, 0, 0);
    }
}
