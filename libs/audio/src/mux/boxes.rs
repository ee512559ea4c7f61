//! ISO-BMFF boxes: a length, a name and a body (ISO/IEC 14496-12 §4.2).

/// Appends a box whose body `body` writes.
pub(super) fn boxed(out: &mut Vec<u8>, name: [u8; 4], body: impl FnOnce(&mut Vec<u8>)) {
    let start = out.len();
    out.extend([0; 4]);
    out.extend(name);
    body(out);
    let length = (out.len() - start) as u32;
    out[start..start + 4].copy_from_slice(&length.to_be_bytes());
}

/// Appends a "full" box: one with a version and 24 flags in front of its body.
pub(super) fn full_box(
    out: &mut Vec<u8>,
    name: [u8; 4],
    version_and_flags: (u8, u32),
    body: impl FnOnce(&mut Vec<u8>),
) {
    let (version, flags) = version_and_flags;
    boxed(out, name, |out| {
        put32(out, u32::from(version) << 24 | flags & 0x00ff_ffff);
        body(out);
    });
}

/// Appends 16 bits, big-endian.
pub(super) fn put16(out: &mut Vec<u8>, value: u16) {
    out.extend(value.to_be_bytes());
}

/// Appends 32 bits, big-endian.
pub(super) fn put32(out: &mut Vec<u8>, value: u32) {
    out.extend(value.to_be_bytes());
}

/// Appends 64 bits, big-endian.
pub(super) fn put64(out: &mut Vec<u8>, value: u64) {
    out.extend(value.to_be_bytes());
}
