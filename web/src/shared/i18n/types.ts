import type account from './account/en';
import type listen from './listen/en';
import type studio from './studio/en';

/** A sentence, or one for a single thing and one for several. */
export type Message = string | { one: string; other: string };
type Filled<Shape> = { [Key in keyof Shape]: Shape[Key] extends string ? string : { one: string; other: string } };

export type ListenWords = Filled<typeof listen>;
export type StudioWords = Filled<typeof studio>;
export type AccountWords = Filled<typeof account>;
export type Key = keyof ListenWords | keyof StudioWords | keyof AccountWords;
export type Params = Record<string, string | number>;
