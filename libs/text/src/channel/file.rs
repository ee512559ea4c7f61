//! A table as a file: text lines would be ten times as long.
//!
//! `AWZC1`, then per table: its name (u8 length, UTF-8), number of entries (u32), entries of
//! letter (u32), context (u8), segment (u16), −16·log₂ p (u16); little endian.

use super::{CONTEXTS, Channel, alphabet, table};

const MAGIC: &[u8] = b"AWZC1";
/// Entries of one table that are read at most.
const MOST: usize = 200_000;

/// A model file that is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is not a file of letter tables, or it is cut off")]
pub struct BadModel;

impl Channel {
    /// Writes named tables as one file.
    #[must_use]
    pub fn to_file(tables: &[(&str, &Self)]) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        for (name, channel) in tables {
            let mut entries = channel.entries();
            entries.sort_by(|a, b| (a.0, a.1, &a.2).cmp(&(b.0, b.1, &b.2)));
            entries.retain(|(.., p)| *p > 0.0);
            out.push(name.len() as u8);
            out.extend(name.as_bytes());
            out.extend((entries.len() as u32).to_le_bytes());
            for (letter, context, segment, p) in entries {
                out.extend(u32::from(letter).to_le_bytes());
                out.push(context as u8);
                out.extend(alphabet::code(segment.as_bytes()).unwrap_or_default().to_le_bytes());
                out.extend(((-16.0 * p.log2()).round() as u16).to_le_bytes());
            }
        }
        out
    }

    /// Reads the tables of a file, with their names.
    ///
    /// # Errors
    /// [`BadModel`] for anything else than such a file.
    pub fn from_file(bytes: &[u8]) -> Result<Vec<(String, Self)>, BadModel> {
        let mut rest = bytes.strip_prefix(MAGIC).ok_or(BadModel)?;
        let mut tables = Vec::new();
        while !rest.is_empty() {
            let [length] = take(&mut rest)?;
            let (name, after) = rest.split_at_checked(usize::from(length)).ok_or(BadModel)?;
            rest = after;
            let name = std::str::from_utf8(name).map_err(|_cause| BadModel)?.to_owned();
            let entries = u32::from_le_bytes(take(&mut rest)?) as usize;
            if entries > MOST {
                return Err(BadModel);
            }
            let entries = (0..entries).map(|_| entry(&mut rest)).collect::<Result<Vec<_>, _>>()?;
            tables.push((name, Self::from_entries(entries)));
        }
        Ok(tables)
    }
}

fn take<const N: usize>(rest: &mut &[u8]) -> Result<[u8; N], BadModel> {
    let (taken, after) = rest.split_first_chunk::<N>().ok_or(BadModel)?;
    *rest = after;
    Ok(*taken)
}

fn entry(rest: &mut &[u8]) -> Result<(char, usize, String, f32), BadModel> {
    let letter = char::from_u32(u32::from_le_bytes(take(rest)?)).ok_or(BadModel)?;
    let [context] = take(rest)?;
    let code = u16::from_le_bytes(take(rest)?);
    let p = (-f32::from(u16::from_le_bytes(take(rest)?)) / 16.0).exp2();
    if usize::from(context) >= CONTEXTS {
        return Err(BadModel);
    }
    Ok((letter, usize::from(context), table::segment(code), p))
}
