//! Shows and episodes: for listeners, for the studio, and for podcast players.

mod change_episode;
mod change_show;
mod create_episode;
mod create_show;
mod delete_episode;
mod delete_show;
mod episode_audio;
mod episode_cover;
mod episode_transcript;
mod get_episode;
mod get_feed;
mod get_media;
mod get_show;
mod list_channel_shows;
mod list_episodes;
mod list_own_episodes;
mod list_shows;
mod part;
mod reach;
mod show_cover;

use super::Api;
use crate::show::transcript;
use axum::extract::DefaultBodyLimit;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Largest picture, bytes.
const PICTURE_BYTES: u64 = 16 << 20;

/// The routes of shows.
pub(super) fn router() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .merge(listeners())
        .merge(studio())
        .routes(routes!(get_feed::get_feed))
        .routes(routes!(get_feed::get_show_cover))
        .routes(routes!(get_media::get_media))
        .routes(routes!(part::get_media_part))
}

fn listeners() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(list_shows::list_shows))
        .routes(routes!(
            get_show::get_show,
            change_show::change_show,
            delete_show::delete_show
        ))
        .routes(routes!(list_episodes::list_episodes, create_episode::create_episode))
        .routes(routes!(
            get_episode::get_episode,
            change_episode::change_episode,
            delete_episode::delete_episode
        ))
}

fn studio() -> OpenApiRouter<Api> {
    let words = OpenApiRouter::new()
        .routes(routes!(
            episode_transcript::put_transcript,
            episode_transcript::delete_transcript
        ))
        .layer(DefaultBodyLimit::max(transcript::MAX_BYTES + 1));
    OpenApiRouter::new()
        .routes(routes!(
            list_channel_shows::list_channel_shows,
            create_show::create_show
        ))
        .routes(routes!(list_own_episodes::list_own_episodes))
        .routes(routes!(show_cover::put_show_cover, show_cover::delete_show_cover))
        .routes(routes!(episode_audio::put_episode_audio))
        .routes(routes!(
            episode_cover::put_episode_cover,
            episode_cover::delete_episode_cover
        ))
        .merge(words)
}
