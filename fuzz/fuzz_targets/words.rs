#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| awaz_tests::fuzz::words(data));
