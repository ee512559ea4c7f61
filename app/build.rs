//! Makes sure the folder of the web app is there: without it the program is built with none, and
//! says so when asked for a page.

fn main() {
    println!("cargo:rerun-if-changed=../web/dist");
    if let Err(error) = std::fs::create_dir_all("../web/dist") {
        println!("cargo:warning=../web/dist cannot be made: {error}");
    }
}
