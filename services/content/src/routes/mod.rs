//! The HTTP API, one file per endpoint.

mod access;
mod add_playlist_tracks;
mod append_upload;
mod body;
mod change_playlist;
mod change_track;
mod create_playlist;
mod create_upload;
mod delete_playlist;
mod delete_track;
mod end_upload;
mod export_playlist;
mod get_playlist;
mod get_track;
mod get_track_art;
mod get_track_audio;
mod get_upload;
mod get_upload_options;
mod import_playlist;
mod list_imports;
mod list_playlists;
mod list_tracks;
mod range;
mod set_playlist_tracks;
mod shows;
mod tus;
mod upload_track;

pub(crate) use access::Api;

use crate::playlist_files;
use axum::extract::DefaultBodyLimit;
use axum::middleware;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Longest list of track ids, bytes: 50 000 of them.
const IDS_BYTES: usize = 4 << 20;

/// All of content's routes.
pub(crate) fn router(api: Api) -> OpenApiRouter {
    let ids = OpenApiRouter::new()
        .routes(routes!(
            set_playlist_tracks::set_playlist_tracks,
            add_playlist_tracks::add_playlist_tracks
        ))
        .layer(DefaultBodyLimit::max(IDS_BYTES));
    let files = OpenApiRouter::new()
        .routes(routes!(import_playlist::import_playlist))
        .layer(DefaultBodyLimit::max(playlist_files::MAX_BYTES));
    let uploads = OpenApiRouter::new()
        .routes(routes!(
            create_upload::create_upload,
            get_upload_options::get_upload_options
        ))
        .routes(routes!(
            get_upload::get_upload,
            append_upload::append_upload,
            end_upload::end_upload
        ))
        .layer(middleware::from_fn(tus::speak));
    OpenApiRouter::new()
        .routes(routes!(list_tracks::list_tracks, upload_track::upload_track))
        .routes(routes!(
            get_track::get_track,
            change_track::change_track,
            delete_track::delete_track
        ))
        .routes(routes!(get_track_audio::get_track_audio))
        .routes(routes!(get_track_art::get_track_art))
        .routes(routes!(list_imports::list_imports))
        .routes(routes!(
            list_playlists::list_playlists,
            create_playlist::create_playlist
        ))
        .routes(routes!(
            get_playlist::get_playlist,
            change_playlist::change_playlist,
            delete_playlist::delete_playlist
        ))
        .routes(routes!(export_playlist::export_playlist))
        .merge(ids)
        .merge(files)
        .merge(uploads)
        .merge(shows::router())
        .with_state(api)
}
