import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { get } from './client';
import type { List, TrackState } from './types';

/** A text in several languages, by BCP 47 tag. */
export type Texts = Record<string, string>;

export interface Person {
  name: string;
  role: string;
  url: string;
  image: string;
}

export interface Funding {
  url: string;
  text: string;
}

export interface Show {
  id: string;
  slug: string;
  channel: string | null;
  state: 'draft' | 'published' | 'archived';
  title: string;
  description: string;
  titles: Texts;
  descriptions: Texts;
  language: string;
  category: string;
  subcategory: string;
  explicit: boolean;
  author: string;
  owner_email: string;
  link: string;
  copyright: string;
  kind: 'episodic' | 'serial';
  locked: boolean;
  funding: Funding[];
  cover_url: string;
  has_cover: boolean;
  feed_url: string;
  episode_count: number;
}

export interface Chapter {
  start_ms: number;
  title: string;
  url: string;
  image: string;
}

export type EpisodeState = 'draft' | 'scheduled' | 'published' | 'unlisted' | 'archived';

export interface Episode {
  id: string;
  show: string;
  title: string;
  description: string;
  titles: Texts;
  notes: Texts;
  season: number | null;
  number: number | null;
  kind: 'full' | 'trailer' | 'bonus';
  explicit: boolean | null;
  persons: Person[];
  chapters: Chapter[];
  state: EpisodeState;
  publish_at: string | null;
  published_at: string | null;
  duration_ms: number | null;
  audio_url: string | null;
  audio_bytes: number | null;
  sound?: TrackState | null;
  sound_reason?: string | null;
  cover_url: string;
  transcript_url: string | null;
}

/** A piece of what is said, as players get it. */
export interface Segment {
  speaker?: string;
  startTime: number;
  endTime: number;
  body: string;
}

/** The address of a show's part. */
export const showPath = (slug: string, part = ''): string =>
  `/api/v1/shows/${encodeURIComponent(slug)}${part === '' ? '' : `/${part}`}`;
export const episodePath = (id: string, part = ''): string =>
  `/api/v1/episodes/${encodeURIComponent(id)}${part === '' ? '' : `/${part}`}`;

/** The published shows of a station. */
export const useShowsOf = (channel: string) =>
  useQuery({
    queryKey: ['shows', channel],
    queryFn: ({ signal }) => get<List<Show>>(`/api/v1/shows?channel=${encodeURIComponent(channel)}`, signal),
    select: (list) => list.items,
    staleTime: 60_000,
  });

export const useShow = (slug: string) =>
  useQuery({ queryKey: ['show', slug], queryFn: ({ signal }) => get<Show>(showPath(slug), signal) });

/** Episodes page by page, at an address that lists them. */
export const useEpisodes = (path: string, everyMs?: number) =>
  useInfiniteQuery({
    queryKey: ['episodes', path],
    queryFn: ({ signal, pageParam }) =>
      get<List<Episode>>(`${path}?limit=30${pageParam === '' ? '' : `&cursor=${pageParam}`}`, signal),
    initialPageParam: '',
    getNextPageParam: (page) => page.next ?? undefined,
    refetchInterval: everyMs,
  });

export const useEpisode = (id: string, everyMs?: number) =>
  useQuery({
    queryKey: ['episode', id],
    queryFn: ({ signal }) => get<Episode>(episodePath(id), signal),
    refetchInterval: everyMs,
  });

/** What is said in an episode; asked for only where there is something. */
export const useTranscript = (url: string | null) =>
  useQuery({
    queryKey: ['transcript', url],
    enabled: url !== null,
    queryFn: async ({ signal }) => (await get<{ segments: Segment[] }>(url ?? '', signal)).segments,
    staleTime: Number.POSITIVE_INFINITY,
  });
