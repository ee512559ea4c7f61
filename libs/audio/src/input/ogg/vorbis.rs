//! Lengths of Vorbis packets without decoding them.

/// Block sizes and which mode uses which.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::input) struct Blocks {
    sizes: [u32; 2],
    is_long: Vec<bool>,
    last: Option<u32>,
}

impl Blocks {
    /// Reads the block sizes from the identification header and the modes from the end of the
    /// set-up header, where they stand behind everything that is hard to parse.
    pub(in crate::input) fn new(identification: &[u8], setup: &[u8]) -> Option<Self> {
        let exponents = *identification.get(28)?;
        let sizes = [exponents & 15, exponents >> 4].map(|exponent| 1u32 << exponent);
        let is_valid = sizes.iter().all(|size| (64..=8_192).contains(size));
        if !is_valid || sizes[0] > sizes[1] {
            return None;
        }
        Some(Self {
            sizes,
            is_long: modes(setup)?,
            last: None,
        })
    }

    /// Forgets the block before, as a decoder does at a jump.
    pub(in crate::input) fn reset(&mut self) {
        self.last = None;
    }

    /// Samples that a packet brings out of a decoder; none for the first.
    pub(in crate::input) fn samples(&mut self, packet: &[u8]) -> u32 {
        let Some(&byte) = packet.first() else {
            return 0;
        };
        if byte & 1 != 0 {
            return 0;
        }
        let bits = usize::BITS - (self.is_long.len() - 1).leading_zeros();
        let mode = usize::from(byte >> 1) & ((1 << bits) - 1);
        let Some(&is_long) = self.is_long.get(mode) else {
            return 0;
        };
        let size = self.sizes[usize::from(is_long)];
        let samples = self.last.map_or(0, |last| (last + size) / 4);
        self.last = Some(size);
        samples
    }
}

/// Reads the modes backwards: each is a block flag, 16 + 16 zero bits and a mapping of 8 bits,
/// and before the first of them 6 bits hold their number less one (Vorbis I §4.2.4).
fn modes(setup: &[u8]) -> Option<Vec<bool>> {
    let bit = |at: usize| setup.get(at / 8).is_some_and(|byte| byte >> (at % 8) & 1 == 1);
    let read = |at: usize, count: usize| (0..count).fold(0u64, |sum, index| sum | u64::from(bit(at + index)) << index);
    // The last set bit is the framing flag.
    let mut at = (0..setup.len() * 8).rev().find(|&at| bit(at))?;
    let mut flags = Vec::new();
    let mut found = None;
    while flags.len() < 64 && at > 97 {
        at -= 41;
        let is_mode = read(at + 1, 32) == 0 && read(at + 33, 8) < 64;
        if !is_mode {
            break;
        }
        flags.push(bit(at));
        if read(at - 6, 6) as usize + 1 == flags.len() {
            found = Some(flags.len());
        }
    }
    flags.truncate(found?);
    flags.reverse();
    Some(flags)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Packs values, least significant bit first.
    fn pack(fields: &[(u64, usize)]) -> Vec<u8> {
        let bits: Vec<bool> = fields
            .iter()
            .flat_map(|&(value, count)| (0..count).map(move |index| value >> index & 1 == 1))
            .collect();
        let bytes = bits.chunks(8);
        bytes
            .map(|byte| byte.iter().rev().fold(0, |sum, &bit| sum << 1 | u8::from(bit)))
            .collect()
    }

    #[test]
    fn modes_are_read_from_the_end() {
        let mut fields = vec![(0xff, 8); 20];
        fields.push((1, 6));
        fields.extend([(0, 1), (0, 32), (0, 8), (1, 1), (0, 32), (1, 8), (1, 1)]);
        assert_eq!(modes(&pack(&fields)), Some(vec![false, true]));
        assert_eq!(modes(&[]), None);
        assert_eq!(modes(&[0xff; 100]), None);
    }

    #[test]
    fn lengths_follow_the_overlap() {
        let mut blocks = Blocks {
            sizes: [256, 2_048],
            is_long: vec![false, true],
            last: None,
        };
        let lengths: Vec<u32> = [0u8, 0, 2, 2].iter().map(|byte| blocks.samples(&[*byte])).collect();
        assert_eq!(lengths, [0, 128, 576, 1_024]);
        assert_eq!(blocks.samples(&[1]), 0);
    }
}
