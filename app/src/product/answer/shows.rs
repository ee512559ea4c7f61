//! What commands ask of shows, done.

use super::{find, teller, told};
use crate::control::{Ask, Progress};
use crate::product::Product;
use awaz_content::show::{EpisodeState, Show, ShowChange, Texts};
use awaz_core::{Error, Result};
use serde_json::{Value, json};
use tokio::sync::mpsc;

pub(super) async fn answer(product: &Product, ask: Ask, progress: mpsc::Sender<Progress>) -> Result<Value> {
    match ask {
        Ask::ShowCreate {
            slug,
            channel,
            title,
            language,
        } => {
            let channel = find(product, &channel).await?.id;
            let wish = ShowChange {
                slug: Some(slug),
                titles: Some(Texts::from([(language.clone(), title)])),
                language: Some(language),
                ..ShowChange::default()
            };
            Ok(shown(product, &product.content.create_show(channel, &wish).await?))
        }
        Ask::ShowList => list(product).await,
        Ask::ImportShow { dir, show, publish } => {
            let state = if publish {
                EpisodeState::Published
            } else {
                EpisodeState::Draft
            };
            let done = product.content.import_show((&show, state), &dir, teller(progress));
            Ok(told(&done.await?))
        }
        _ => Err(Error::internal()),
    }
}

async fn list(product: &Product) -> Result<Value> {
    let mut rows = Vec::new();
    for (channel, _) in product.store.channels().await? {
        for show in product.content.shows_of(channel.id).await? {
            let mut row = shown(product, &show);
            row["channel"] = json!(channel.slug);
            rows.push(row);
        }
    }
    Ok(rows.into())
}

fn shown(product: &Product, show: &Show) -> Value {
    let base = product.ctx.public_url.as_deref().unwrap_or_default();
    json!({
        "slug": show.slug,
        "title": show.title,
        "language": show.details.language,
        "state": show.state,
        "episodes": show.episode_count,
        "guid": show.guid,
        "feed": format!("{base}{}", show.feed_url),
    })
}
