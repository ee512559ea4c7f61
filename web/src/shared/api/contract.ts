/**
 * Holds the shapes the app works with against those the server documents: tsc fails where the
 * server no longer gives a field the app reads. Nothing of this file is left in the build.
 */
import type * as Played from './played';
import type * as Schedule from './schedule';
import type * as Server from './schema.gen';
import type * as Shows from './shows';
import type * as App from './types';

/** Without the difference between a field that is null and one that is not there. */
type Plain<Value> = Value extends (infer Item)[]
  ? Plain<Item>[]
  : Value extends object
    ? { [Key in keyof Value]-?: Plain<NonNullable<Value[Key]>> }
    : Value;

type Gives<Wanted, Given extends Plain<Wanted>> = [Wanted, Given];

export type Contract = [
  Gives<App.Station, Plain<Server.StationView>>,
  Gives<App.NowPlaying, Plain<Server.NowPlaying>>,
  Gives<App.Song, Plain<Server.Song>>,
  Gives<App.StationDetail, Plain<Server.StationPage>>,
  Gives<App.User, Plain<Server.User>>,
  Gives<Omit<App.Encoder, 'whip_url'>, Plain<Server.EncoderView>>,
  Gives<App.ChannelSettings, Plain<Server.Settings>>,
  Gives<App.Channel, Plain<Server.ChannelView>>,
  Gives<App.SourceHealth, Plain<Server.SourceHealth>>,
  Gives<App.Track, Plain<Server.Track>>,
  Gives<App.Playlist, Plain<Server.Playlist>>,
  Gives<App.QueueItem, Plain<Server.QueueView>>,
  Gives<App.Recording, Plain<Server.RecordingView>>,
  Gives<App.Listener, Plain<Server.ListenerView>>,
  Gives<App.ListenerPoint, Plain<Server.HistoryView>>,
  Gives<App.Traffic, Plain<Server.TrafficView>>,
  Gives<Played.LogLine, Plain<Server.LogView>>,
  Gives<Played.SongsReport, Plain<Server.SongsReport>>,
  Gives<Played.ImportedPlaylist, Plain<Server.ImportedPlaylist>>,
  Gives<Schedule.ScheduleEntry, Plain<Server.ScheduleEntry>>,
  Gives<Schedule.Week, Plain<Server.ScheduleWeek>>,
  Gives<Schedule.SchedulePreview, Plain<Server.SchedulePreview>>,
  Gives<Schedule.ChangedEntry, Plain<Server.ChangedEntry>>,
  Gives<Schedule.Programme, Plain<Server.Programme>>,
  Gives<Shows.Show, Plain<Server.Show>>,
  Gives<Shows.Episode, Plain<Server.Episode>>,
  Gives<App.Relay, Plain<Server.RelayView>>,
  Gives<App.Webhook, Plain<Server.Webhook>>,
  Gives<App.WebhookTrial, Plain<Server.WebhookTrial>>,
  Gives<App.Delivery, Plain<Server.WebhookDelivery>>,
  Gives<App.Alert, Plain<Server.AlertView>>,
  Gives<App.ApiKey, Plain<Server.ApiKey>>,
  Gives<App.AuthOptions, Plain<Server.Options>>,
  Gives<App.SignIn, Plain<Server.SignIn>>,
  Gives<App.FactorState, Plain<Server.FactorState>>,
  Gives<App.NewFactor, Plain<Server.NewFactor>>,
  Gives<App.SearchAnswer, Plain<Server.SearchAnswer>>,
  Gives<App.Suggestion, Plain<Server.Suggestion>>,
  Gives<App.SearchNumbers, Plain<Server.SearchNumbers>>,
  Gives<App.SearchFeatures, Plain<Server.SearchFeatures>>,
  Gives<App.SearchRules, Plain<Server.SearchRules>>,
  Gives<App.RulesPreview, Plain<Server.RulesPreview>>,
];
