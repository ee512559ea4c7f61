import type account from './account/en';
import type listen from './listen/en';
import type shows from './shows/en';
import type studio from './studio/en';
import type schedule from './studio/schedule/en';
import type webhooks from './studio/webhooks/en';

/** A sentence, or one for a single thing and one for several. */
export type Message = string | { one: string; other: string };
type Filled<Shape> = { [Key in keyof Shape]: Shape[Key] extends string ? string : { one: string; other: string } };

export type ListenWords = Filled<typeof listen>;
export type ScheduleWords = Filled<typeof schedule>;
export type WebhookWords = Filled<typeof webhooks>;
export type StudioWords = Filled<typeof studio>;
export type ShowWords = Filled<typeof shows>;
export type AccountWords = Filled<typeof account>;
export type Key = keyof ListenWords | keyof StudioWords | keyof ShowWords | keyof AccountWords;
export type Params = Record<string, string | number>;
