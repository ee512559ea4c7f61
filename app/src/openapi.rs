//! `awaz openapi`: the document of the API, for the snapshot and the web's types.
#![expect(clippy::print_stdout, reason = "this is the command line speaking")]

use crate::cli::{Failure, Global, Serve};
use crate::config::AppConfig;
use crate::product::Product;
use crate::serve;
use awaz_core::{Code, Error};

/// Prints the document.
///
/// # Errors
/// When there is no place for a temporary folder.
pub(crate) async fn print() -> Result<(), Failure> {
    let folder = tempfile::tempdir().map_err(|error| Error::new(Code::Unavailable, error.to_string()))?;
    let global = Global {
        data_dir: Some(folder.path().to_path_buf()),
        ..Global::default()
    };
    let config = AppConfig::load(&global, &Serve::default())?;
    let product = Product::open_for_commands(&config).await?;
    let document = serve::document(&product.ctx, &product).await?;
    println!("{}", document.to_pretty_json().map_err(|_| Error::internal())?);
    product.close().await;
    Ok(())
}
