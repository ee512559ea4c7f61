//! The few system calls that the standard library does not have.

#![expect(
    unsafe_code,
    reason = "epoll, eventfd, descriptor passing and TCP_INFO have no safe wrapper in std"
)]

use std::io;
use std::net::TcpStream;
use std::os::fd::{AsRawFd, BorrowedFd, FromRawFd, OwnedFd, RawFd};
use std::os::unix::net::UnixStream;
use std::time::Duration;

/// Readiness that was reported for a token.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ready {
    pub(crate) token: u64,
    /// The peer is gone or the connection failed.
    pub(crate) gone: bool,
    pub(crate) readable: bool,
    pub(crate) writable: bool,
}

/// What to be told about a descriptor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Interest {
    /// Edge-triggered room to write, and the peer's end. After a write that filled the socket
    /// exactly one event follows; a socket that never fills costs no event.
    Writer,
    /// Edge-triggered data to read and room to write.
    Stream,
    /// Level-triggered data to read.
    Reader,
}

impl Interest {
    const fn flags(self) -> u32 {
        let flags = match self {
            Self::Writer => libc::EPOLLOUT | libc::EPOLLRDHUP | libc::EPOLLET,
            Self::Stream => libc::EPOLLIN | libc::EPOLLOUT | libc::EPOLLRDHUP | libc::EPOLLET,
            Self::Reader => libc::EPOLLIN,
        };
        flags as u32
    }
}

/// An epoll instance.
#[derive(Debug)]
pub(crate) struct Poll {
    fd: OwnedFd,
    events: Vec<libc::epoll_event>,
}

impl Poll {
    pub(crate) fn new(batch: usize) -> io::Result<Self> {
        // SAFETY: the call takes no pointer; the result is checked and owned by nobody else.
        let fd = unsafe { libc::epoll_create1(libc::EPOLL_CLOEXEC) };
        Ok(Self {
            fd: owned(fd)?,
            events: vec![libc::epoll_event { events: 0, u64: 0 }; batch],
        })
    }

    pub(crate) fn add(&self, fd: &impl AsRawFd, token: u64, interest: Interest) -> io::Result<()> {
        let mut event = libc::epoll_event {
            events: interest.flags(),
            u64: token,
        };
        self.control(libc::EPOLL_CTL_ADD, fd.as_raw_fd(), &raw mut event)
    }

    /// Needed before a descriptor is handed to another process: registrations belong to the open
    /// socket, which lives on there.
    pub(crate) fn remove(&self, fd: &impl AsRawFd) -> io::Result<()> {
        self.control(libc::EPOLL_CTL_DEL, fd.as_raw_fd(), std::ptr::null_mut())
    }

    fn control(&self, operation: i32, fd: RawFd, event: *mut libc::epoll_event) -> io::Result<()> {
        // SAFETY: `event` is null (DEL, where it is ignored) or points to a live event of the caller.
        let result = unsafe { libc::epoll_ctl(self.fd.as_raw_fd(), operation, fd, event) };
        check(result).map(drop)
    }

    /// Waits for readiness or until `timeout` has passed; `None` waits for ever. An interrupted
    /// wait reports nothing.
    pub(crate) fn wait(&mut self, timeout: Option<Duration>, ready: &mut Vec<Ready>) -> io::Result<()> {
        let timeout_ms = timeout.map_or(-1, |limit| {
            i32::try_from(limit.as_micros().div_ceil(1000)).unwrap_or(i32::MAX)
        });
        let room = self.events.len() as i32;
        let events = self.events.as_mut_ptr();
        // SAFETY: `events` points to `room` initialised entries that outlive the call.
        let count = unsafe { libc::epoll_wait(self.fd.as_raw_fd(), events, room, timeout_ms) };
        let count = match check(count) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => 0,
            other => other?,
        };
        ready.clear();
        ready.extend(self.events.iter().take(count as usize).map(|event| {
            let flags = event.events as i32;
            Ready {
                token: event.u64,
                gone: flags & (libc::EPOLLERR | libc::EPOLLHUP | libc::EPOLLRDHUP) != 0,
                readable: flags & libc::EPOLLIN != 0,
                writable: flags & libc::EPOLLOUT != 0,
            }
        }));
        Ok(())
    }
}

/// Wakes a thread out of [`Poll::wait`].
#[derive(Debug)]
pub(crate) struct Waker(OwnedFd);

impl Waker {
    pub(crate) fn new() -> io::Result<Self> {
        // SAFETY: the call takes no pointer; the result is checked and owned by nobody else.
        let fd = unsafe { libc::eventfd(0, libc::EFD_CLOEXEC | libc::EFD_NONBLOCK) };
        owned(fd).map(Self)
    }

    pub(crate) fn wake(&self) {
        let one: u64 = 1;
        // SAFETY: writes eight bytes from a live integer. A full counter means that a wake-up is
        // already due, so the result does not matter.
        unsafe { libc::write(self.0.as_raw_fd(), (&raw const one).cast(), 8) };
    }

    pub(crate) fn clear(&self) {
        let mut count: u64 = 0;
        // SAFETY: reads eight bytes into a live integer; an empty counter is no error here.
        unsafe { libc::read(self.0.as_raw_fd(), (&raw mut count).cast(), 8) };
    }
}

impl AsRawFd for Waker {
    fn as_raw_fd(&self) -> RawFd {
        self.0.as_raw_fd()
    }
}

/// Takes up to `most` received bytes off a socket without copying them; 0 is the peer's end.
pub(crate) fn discard(stream: &TcpStream, most: usize) -> io::Result<usize> {
    let flags = libc::MSG_TRUNC | libc::MSG_DONTWAIT;
    // SAFETY: with MSG_TRUNC on TCP the kernel drops the bytes and does not touch the pointer (tcp(7)).
    let count = unsafe { libc::recv(stream.as_raw_fd(), std::ptr::null_mut(), most, flags) };
    check_size(count)
}

/// Soft and hard limit of open descriptors.
pub(crate) fn descriptor_limit() -> io::Result<(u64, u64)> {
    let mut limit = libc::rlimit {
        rlim_cur: 0,
        rlim_max: 0,
    };
    // SAFETY: the pointer is to a live struct of the right type.
    check(unsafe { libc::getrlimit(libc::RLIMIT_NOFILE, &raw mut limit) })?;
    Ok((limit.rlim_cur, limit.rlim_max))
}

/// Raises the soft limit of open descriptors to the hard one.
pub(crate) fn raise_descriptor_limit() -> io::Result<u64> {
    let (_, hard) = descriptor_limit()?;
    let limit = libc::rlimit {
        rlim_cur: hard,
        rlim_max: hard,
    };
    // SAFETY: the pointer is to a live struct of the right type.
    check(unsafe { libc::setrlimit(libc::RLIMIT_NOFILE, &raw const limit) })?;
    Ok(hard)
}

/// Clock ticks per second in `/proc/<pid>/stat`.
pub(crate) fn ticks_per_second() -> u64 {
    // SAFETY: no pointers; the name is valid on every Linux.
    let ticks = unsafe { libc::sysconf(libc::_SC_CLK_TCK) };
    u64::try_from(ticks).unwrap_or(100)
}

#[repr(C, align(8))]
struct Control([u8; 1024]);

/// Sends `header`, a few bytes, as one message, with a copy of `fd` riding on it.
pub(crate) fn send_descriptor(socket: &UnixStream, header: &[u8], fd: Option<BorrowedFd<'_>>) -> io::Result<()> {
    let size = size_of::<RawFd>() as u32;
    let mut control = Control([0; 1024]);
    let mut slice = libc::iovec {
        iov_base: header.as_ptr().cast_mut().cast(),
        iov_len: header.len(),
    };
    // SAFETY: an all-zero msghdr is valid. `control` is aligned and has room for CMSG_SPACE of one
    // descriptor; the kernel only reads through the pointers, which outlive the call.
    let sent = unsafe {
        let mut message: libc::msghdr = std::mem::zeroed();
        message.msg_iov = &raw mut slice;
        message.msg_iovlen = 1;
        if let Some(fd) = fd {
            message.msg_control = control.0.as_mut_ptr().cast();
            message.msg_controllen = libc::CMSG_SPACE(size) as _;
            let head = libc::CMSG_FIRSTHDR(&raw const message);
            (*head).cmsg_level = libc::SOL_SOCKET;
            (*head).cmsg_type = libc::SCM_RIGHTS;
            (*head).cmsg_len = libc::CMSG_LEN(size) as _;
            std::ptr::write_unaligned(libc::CMSG_DATA(head).cast(), fd.as_raw_fd());
        }
        libc::sendmsg(socket.as_raw_fd(), &raw const message, libc::MSG_NOSIGNAL)
    };
    if check_size(sent)? == header.len() {
        return Ok(());
    }
    Err(io::Error::new(io::ErrorKind::WriteZero, "the hand-off message was cut"))
}

/// Receives a message sent by [`send_descriptor`]: fills `header` and returns the descriptors.
pub(crate) fn receive_descriptors(socket: &UnixStream, header: &mut [u8]) -> io::Result<Vec<OwnedFd>> {
    let mut control = Control([0; 1024]);
    let mut slice = libc::iovec {
        iov_base: header.as_mut_ptr().cast(),
        iov_len: header.len(),
    };
    let mut fds = Vec::new();
    // SAFETY: the pointers are to live, aligned buffers of the stated sizes. Only SCM_RIGHTS data
    // that the kernel says it wrote is read, and each descriptor in it is new and ours alone.
    let received = unsafe {
        let mut message: libc::msghdr = std::mem::zeroed();
        message.msg_iov = &raw mut slice;
        message.msg_iovlen = 1;
        message.msg_control = control.0.as_mut_ptr().cast();
        message.msg_controllen = control.0.len() as _;
        let flags = libc::MSG_WAITALL | libc::MSG_CMSG_CLOEXEC;
        let received = libc::recvmsg(socket.as_raw_fd(), &raw mut message, flags);
        let mut head = libc::CMSG_FIRSTHDR(&raw const message);
        while received >= 0 && !head.is_null() {
            if (*head).cmsg_level == libc::SOL_SOCKET && (*head).cmsg_type == libc::SCM_RIGHTS {
                let size = (*head).cmsg_len as usize - libc::CMSG_LEN(0) as usize;
                let data = libc::CMSG_DATA(head);
                for index in 0..size / size_of::<RawFd>() {
                    let fd = std::ptr::read_unaligned(data.add(index * size_of::<RawFd>()).cast::<RawFd>());
                    fds.push(OwnedFd::from_raw_fd(fd));
                }
            }
            head = libc::CMSG_NXTHDR(&raw const message, head);
        }
        received
    };
    if check_size(received)? == header.len() {
        return Ok(fds);
    }
    Err(io::Error::new(
        io::ErrorKind::UnexpectedEof,
        "the other process went away",
    ))
}

fn owned(fd: i32) -> io::Result<OwnedFd> {
    let fd = check(fd)?;
    // SAFETY: a successful call just made this descriptor, and nobody else knows it.
    Ok(unsafe { OwnedFd::from_raw_fd(fd) })
}

fn check(result: i32) -> io::Result<i32> {
    if result < 0 {
        Err(io::Error::last_os_error())
    } else {
        Ok(result)
    }
}

fn check_size(result: isize) -> io::Result<usize> {
    usize::try_from(result).map_err(|_| io::Error::last_os_error())
}
