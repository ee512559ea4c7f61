//! EBML numbers and elements (RFC 8794).

/// The head of an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) id: u32,
    /// Bytes of the body; `None` when it is not known, as live streams have it.
    pub(super) size: Option<u64>,
    /// Bytes of the head itself.
    pub(super) length: usize,
}

/// What a few bytes say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Read<T> {
    Is(T),
    NeedMore,
    Wrong,
}

/// Reads the head of an element.
pub(super) fn head(data: &[u8]) -> Read<Head> {
    let Some(&first) = data.first() else {
        return Read::NeedMore;
    };
    let id_length = first.leading_zeros() as usize + 1;
    if id_length > 4 {
        return Read::Wrong;
    }
    let Some(id) = data.get(..id_length) else {
        return Read::NeedMore;
    };
    match number(&data[id_length..]) {
        Read::Is((size, length)) => Read::Is(Head {
            id: id.iter().fold(0, |sum, &byte| sum << 8 | u32::from(byte)),
            size,
            length: id_length + length,
        }),
        Read::NeedMore => Read::NeedMore,
        Read::Wrong => Read::Wrong,
    }
}

/// Reads a number of variable length: its value, `None` for "not known", and its length.
pub(super) fn number(data: &[u8]) -> Read<(Option<u64>, usize)> {
    let Some(&first) = data.first() else {
        return Read::NeedMore;
    };
    let length = first.leading_zeros() as usize + 1;
    if length > 8 {
        return Read::Wrong;
    }
    let Some(bytes) = data.get(..length) else {
        return Read::NeedMore;
    };
    let mask = (1u64 << (7 * length)) - 1;
    let value = unsigned(bytes) & mask;
    Read::Is(((value != mask).then_some(value), length))
}

/// Reads a whole body as an unsigned number; of more than eight bytes, the last eight.
pub(super) fn unsigned(body: &[u8]) -> u64 {
    body.iter().fold(0, |sum, &byte| sum << 8 | u64::from(byte))
}

/// Reads a whole body as a signed number of up to eight bytes.
pub(super) fn signed(body: &[u8]) -> i64 {
    let shift = 64 - 8 * body.len().clamp(1, 8) as u32;
    (unsigned(body) << shift).cast_signed() >> shift
}

/// Reads a whole body as a floating point number.
pub(super) fn float(body: &[u8]) -> Option<f64> {
    match *body {
        [a, b, c, d] => Some(f64::from(f32::from_be_bytes([a, b, c, d]))),
        [a, b, c, d, e, f, g, h] => Some(f64::from_be_bytes([a, b, c, d, e, f, g, h])),
        _ => None,
    }
}

/// Goes through the elements of a body; ends at the first that does not fit.
pub(super) fn children(body: &[u8]) -> impl Iterator<Item = (u32, &[u8])> {
    let mut rest = body;
    std::iter::from_fn(move || {
        let Read::Is(head) = head(rest) else {
            return None;
        };
        let size = usize::try_from(head.size?).ok()?;
        let end = head.length.checked_add(size)?;
        let body = rest.get(head.length..end)?;
        rest = &rest[end..];
        Some((head.id, body))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_are_read() {
        let cluster = [0x1f, 0x43, 0xb6, 0x75, 0x01, 255, 255, 255, 255, 255, 255, 255];
        assert_eq!(
            head(&cluster),
            Read::Is(Head {
                id: 0x1f43_b675,
                size: None,
                length: 12
            })
        );
        assert_eq!(head(&cluster[..11]), Read::NeedMore);
        assert_eq!(
            head(&[0xa3, 0x82]),
            Read::Is(Head {
                id: 0xa3,
                size: Some(2),
                length: 2
            })
        );
        assert_eq!(head(&[0x00]), Read::Wrong);
        assert_eq!(head(&[0xa3, 0x00]), Read::Wrong);
        assert_eq!(signed(&[0xff, 0xfe]), -2);
    }
}
