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
    println!("{}", document().await?);
    Ok(())
}

async fn document() -> Result<String, Failure> {
    let folder = tempfile::tempdir().map_err(|error| Error::new(Code::Unavailable, error.to_string()))?;
    let global = Global {
        data_dir: Some(folder.path().to_path_buf()),
        ..Global::default()
    };
    let config = AppConfig::load(&global, &Serve::default())?;
    let product = Product::open_for_commands(&config).await?;
    let document = serve::document(&product.ctx, &product).await?;
    product.close().await;
    Ok(document.to_pretty_json().map_err(|_| Error::internal())?)
}

#[cfg(test)]
mod tests {
    #[tokio::test]
    async fn the_document_in_the_repository_is_up_to_date() {
        let kept = include_str!("../../openapi/awaz.json");
        let made = super::document().await.expect("the services can be opened");
        assert!(
            kept.trim_end() == made.trim_end(),
            "openapi/awaz.json is out of date: run `make api`"
        );
    }
}
