//! A model of static embeddings, as `Model2Vec` distils them
//! (<https://github.com/MinishLab/model2vec>): a vector for each piece of a word, a text is their
//! mean. Pieces are read from the file where they are needed, so the size of a model is no size
//! in memory.

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::Path;

use serde::Deserialize;
use tokenizers::Tokenizer;

/// Files of a model.
const WEIGHTS: &str = "model.safetensors";
const PIECES: &str = "tokenizer.json";
/// Bytes of the head of a file of weights.
const HEAD: u64 = 1 << 20;
/// Coordinates of a place at most.
const WIDTH: usize = 1_024;
/// What is said of a file that ends too early.
const CUT_OFF: &str = "it is cut off";
/// Letters of a text that are read.
const LETTERS: usize = 2_000;
/// What tokenizers call a piece they do not know.
const UNKNOWN: [&str; 2] = ["[UNK]", "<unk>"];

/// A model in a folder.
pub(super) struct Model {
    tokenizer: Tokenizer,
    unknown: Vec<u32>,
    file: File,
    table: Table,
}

/// Where the vectors lie in the file.
struct Table {
    from: u64,
    rows: u64,
    width: usize,
    is_half: bool,
}

/// One tensor of the head of a file of weights.
#[derive(Deserialize)]
struct Tensor {
    dtype: String,
    shape: Vec<u64>,
    data_offsets: (u64, u64),
}

#[derive(Deserialize)]
struct Head {
    embeddings: Tensor,
    /// Models whose rows are shared or weighed apart are others than these.
    mapping: Option<Tensor>,
    weights: Option<Tensor>,
}

impl Model {
    /// Opens a model; the sentence says what is wrong with it.
    pub(super) fn open(folder: &Path) -> Result<Self, String> {
        let path = |name: &str| folder.join(name);
        let tokenizer =
            Tokenizer::from_file(path(PIECES)).map_err(|cause| format!("{}: {cause}", path(PIECES).display()))?;
        let file = File::open(path(WEIGHTS)).map_err(|cause| format!("{}: {cause}", path(WEIGHTS).display()))?;
        let table = Table::read(&file).map_err(|wrong| format!("{}: {wrong}", path(WEIGHTS).display()))?;
        let unknown = UNKNOWN
            .iter()
            .filter_map(|piece| tokenizer.token_to_id(piece))
            .collect();
        Ok(Self {
            tokenizer,
            unknown,
            file,
            table,
        })
    }

    /// Where a text lies, of length 1; `None` where nothing in it is known.
    pub(super) fn place(&self, text: &str) -> Option<Vec<f32>> {
        let text: String = text.chars().take(LETTERS).collect();
        let pieces = self.tokenizer.encode_fast(text, false).ok()?;
        let mut sum = vec![0.0; self.table.width];
        for piece in pieces.get_ids().iter().filter(|piece| !self.unknown.contains(piece)) {
            if let Some(row) = self.row(*piece) {
                sum.iter_mut().zip(row).for_each(|(sum, one)| *sum += one);
            }
        }
        let length = sum.iter().map(|one| one * one).sum::<f32>().sqrt();
        (length.is_finite() && length > 0.0).then(|| sum.iter().map(|one| one / length).collect())
    }

    fn row(&self, piece: u32) -> Option<Vec<f32>> {
        let table = &self.table;
        let each = if table.is_half { 2 } else { 4 };
        let bytes = table.width * each;
        if u64::from(piece) >= table.rows {
            return None;
        }
        let mut raw = vec![0; bytes];
        self.file
            .read_exact_at(&mut raw, table.from + u64::from(piece) * bytes as u64)
            .ok()?;
        let number = |bytes: &[u8]| match *bytes {
            [a, b] => half(u16::from_le_bytes([a, b])),
            [a, b, c, d] => f32::from_le_bytes([a, b, c, d]),
            _ => 0.0,
        };
        Some(raw.chunks_exact(each).map(number).collect())
    }
}

impl Table {
    fn read(file: &File) -> Result<Self, String> {
        let short = |_| CUT_OFF.to_owned();
        let mut length = [0; 8];
        file.read_exact_at(&mut length, 0).map_err(short)?;
        let length = u64::from_le_bytes(length);
        if length > HEAD {
            return Err("it is no file of safetensors".to_owned());
        }
        let mut head = vec![0; length as usize];
        file.read_exact_at(&mut head, 8).map_err(short)?;
        let head: Head =
            serde_json::from_slice(&head).map_err(|cause| format!("it holds no table `embeddings`: {cause}"))?;
        if head.mapping.is_some() || head.weights.is_some() {
            return Err("its vocabulary is quantised; take the model without".to_owned());
        }
        let table = Self::of(&head.embeddings, 8 + length)?;
        let end = 8 + length + head.embeddings.data_offsets.1;
        let there = file.metadata().map_err(|cause| cause.to_string())?.len();
        if there < end {
            Err(CUT_OFF.to_owned())
        } else {
            Ok(table)
        }
    }

    fn of(tensor: &Tensor, start: u64) -> Result<Self, String> {
        let is_half = match tensor.dtype.as_str() {
            "F32" => false,
            "F16" => true,
            other => return Err(format!("its numbers are {other}; F32 and F16 are read")),
        };
        let [rows, width] = *tensor.shape else {
            return Err("`embeddings` is no table".to_owned());
        };
        let bytes = rows
            .checked_mul(width)
            .and_then(|cells| cells.checked_mul(if is_half { 2 } else { 4 }));
        let (from, to) = tensor.data_offsets;
        if !(1..=WIDTH as u64).contains(&width) || to.checked_sub(from) != bytes {
            return Err("`embeddings` is not as long as its shape says".to_owned());
        }
        Ok(Self {
            from: start + from,
            rows,
            width: width as usize,
            is_half,
        })
    }
}

/// A number of 16 bits (IEEE 754 binary16).
fn half(bits: u16) -> f32 {
    let (sign, exponent, rest) = (bits >> 15, (bits >> 10) & 31, f32::from(bits & 1023));
    let size = match exponent {
        0 => rest * 2_f32.powi(-24),
        31 => f32::NAN,
        _ => (1.0 + rest / 1024.0) * 2_f32.powi(i32::from(exponent) - 15),
    };
    if sign == 1 { -size } else { size }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const PIECES_OF_IT: [&str; 4] = ["[UNK]", "song", "نغمہ", "cricket"];
    const VECTORS: [[f32; 2]; 4] = [[9.0, 9.0], [1.0, 0.5], [1.0, 0.25], [-0.5, 1.0]];

    fn write(folder: &Path, dtype: &str, numbers: &[u8]) {
        let vocabulary: serde_json::Map<_, _> = (0..)
            .zip(PIECES_OF_IT)
            .map(|(id, word)| (word.to_owned(), json!(id)))
            .collect();
        let tokenizer = json!({
            "version": "1.0", "normalizer": { "type": "Lowercase" }, "pre_tokenizer": { "type": "Whitespace" },
            "model": { "type": "WordLevel", "vocab": vocabulary, "unk_token": "[UNK]" },
        });
        std::fs::write(folder.join(PIECES), tokenizer.to_string()).unwrap();
        let head = json!({ "embeddings": { "dtype": dtype, "shape": [4, 2], "data_offsets": [0, numbers.len()] } });
        let head = head.to_string();
        let mut file = (head.len() as u64).to_le_bytes().to_vec();
        file.extend(head.as_bytes());
        file.extend(numbers);
        std::fs::write(folder.join(WEIGHTS), file).unwrap();
    }

    fn floats() -> Vec<u8> {
        VECTORS.iter().flatten().flat_map(|one| one.to_le_bytes()).collect()
    }

    fn nearness(model: &Model, a: &str, b: &str) -> f32 {
        let [a, b] = [a, b].map(|text| model.place(text).unwrap());
        a.iter().zip(&b).map(|(a, b)| a * b).sum()
    }

    #[test]
    fn a_text_is_the_mean_of_its_pieces() {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), "F32", &floats());
        let model = Model::open(folder.path()).unwrap();
        assert!(nearness(&model, "Song", "نغمہ") > 0.95);
        assert!(nearness(&model, "song", "cricket").abs() < 0.01);
        // What is not known does not count.
        assert!(nearness(&model, "song xyzzy", "song") > 0.999);
        assert_eq!(model.place("xyzzy"), None);
        assert_eq!(model.place(""), None);
    }

    #[test]
    fn half_numbers_are_read_as_well() {
        assert_eq!(
            [0x3c00, 0xc000, 0x3555, 0x0001, 0].map(|bits| half(bits).to_bits()),
            [1.0, -2.0, 0.333_251_95, 2_f32.powi(-24), 0.0].map(f32::to_bits)
        );
        let folder = tempfile::tempdir().unwrap();
        let halves = [0x4880_u16, 0x4880, 0x3c00, 0x3800, 0x3c00, 0x3400, 0xb800, 0x3c00];
        write(folder.path(), "F16", &halves.map(u16::to_le_bytes).concat());
        let model = Model::open(folder.path()).unwrap();
        assert!(nearness(&model, "song", "cricket").abs() < 0.01);
        assert!(nearness(&model, "song", "نغمہ") > 0.95);
    }

    #[test]
    fn what_is_no_model_is_told_of() {
        let folder = tempfile::tempdir().unwrap();
        let told = || Model::open(folder.path()).err().unwrap();
        assert!(told().contains(PIECES));
        write(folder.path(), "BF16", &floats());
        assert!(told().contains("BF16"));
        write(folder.path(), "F32", &floats()[..20]);
        assert!(told().contains("as long as its shape"));
        std::fs::write(folder.path().join(WEIGHTS), [255; 40]).unwrap();
        assert!(told().contains("safetensors"));
        std::fs::write(folder.path().join(WEIGHTS), b"abc").unwrap();
        assert!(told().contains("cut off"));
    }
}
