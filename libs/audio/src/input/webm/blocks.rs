//! Blocks and their lacing (RFC 9559 §10).

use super::ebml::{self, Read};

/// A block: whose it is, and its packets.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Block<'a> {
    pub(super) track: u64,
    pub(super) packets: Vec<&'a [u8]>,
}

/// Parses a block or simple block.
pub(super) fn parse(body: &[u8]) -> Option<Block<'_>> {
    let Read::Is((Some(track), length)) = ebml::number(body) else {
        return None;
    };
    let flags = *body.get(length + 2)?;
    let payload = body.get(length + 3..)?;
    let packets = match (flags >> 1) & 3 {
        0 => vec![payload],
        lacing => laced(lacing, payload)?,
    };
    Some(Block { track, packets })
}

fn laced(lacing: u8, payload: &[u8]) -> Option<Vec<&[u8]>> {
    let (&last, rest) = payload.split_first()?;
    let count = usize::from(last) + 1;
    let (sizes, mut rest) = match lacing {
        1 => xiph_sizes(count, rest)?,
        3 => ebml_sizes(count, rest)?,
        _ => (vec![rest.len() / count; count - 1], rest),
    };
    let mut packets = Vec::with_capacity(count);
    for size in sizes {
        let packet = rest.get(..size)?;
        rest = &rest[size..];
        packets.push(packet);
    }
    packets.push(rest);
    Some(packets)
}

/// Sizes of all packets but the last, each as a sum of bytes up to one below 255.
fn xiph_sizes(count: usize, mut rest: &[u8]) -> Option<(Vec<usize>, &[u8])> {
    let mut sizes = Vec::new();
    for _ in 1..count {
        let mut size = 0;
        loop {
            let (&byte, behind) = rest.split_first()?;
            rest = behind;
            size += usize::from(byte);
            if byte < 255 {
                break;
            }
        }
        sizes.push(size);
    }
    Some((sizes, rest))
}

/// Sizes of all packets but the last: one number, then differences.
fn ebml_sizes(count: usize, mut rest: &[u8]) -> Option<(Vec<usize>, &[u8])> {
    let mut sizes: Vec<usize> = Vec::new();
    for _ in 1..count {
        let Read::Is((Some(value), length)) = ebml::number(rest) else {
            return None;
        };
        rest = &rest[length..];
        let size = match sizes.last() {
            None => i64::try_from(value).ok()?,
            Some(&last) => {
                let bias = (1i64 << (7 * length - 1)) - 1;
                last as i64 + i64::try_from(value).ok()? - bias
            }
        };
        sizes.push(usize::try_from(size).ok()?);
    }
    Some((sizes, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packets(flags: u8, payload: &[u8]) -> Option<Vec<Vec<u8>>> {
        let body = [&[0x81, 0, 0, flags], payload].concat();
        let block = parse(&body)?;
        assert_eq!(block.track, 1);
        Some(block.packets.iter().map(|packet| packet.to_vec()).collect())
    }

    #[test]
    fn all_lacings_are_cut() {
        let wanted = Some(vec![vec![1], vec![2, 2], vec![3, 3, 3]]);
        assert_eq!(packets(0, &[7, 7]), Some(vec![vec![7, 7]]));
        assert_eq!(packets(2, &[2, 1, 2, 1, 2, 2, 3, 3, 3]), wanted);
        assert_eq!(packets(6, &[2, 0x81, 0xc0, 1, 2, 2, 3, 3, 3]), wanted);
        assert_eq!(packets(4, &[1, 5, 5, 6, 6]), Some(vec![vec![5, 5], vec![6, 6]]));
        assert_eq!(packets(2, &[2, 200, 2, 1]), None);
        assert_eq!(packets(6, &[2, 0x81, 0x80, 1, 2]), None);
    }
}
