import { type QueryKey, useQuery, useQueryClient } from '@tanstack/react-query';
import { get } from './client';
import type { Channel, List, SourceHealth } from './types';

/** The address of a part of a channel. */
export const channelPath = (slug: string, part = ''): string =>
  `/api/v1/channels/${encodeURIComponent(slug)}${part === '' ? '' : `/${part}`}`;

/** The channels that one may run, and how fresh they are wanted. */
export const useChannels = (wanted: { refetchInterval?: number; staleTime?: number }) =>
  useQuery({
    queryKey: ['channels'],
    queryFn: ({ signal }) => get<List<Channel>>('/api/v1/channels', signal),
    ...wanted,
  });

/** A part of a channel, asked again every `everyMs`. */
export function useChannelPart<Answer>(slug: string, part: string, everyMs?: number) {
  return useQuery({
    queryKey: ['channel', slug, part],
    queryFn: ({ signal }) => get<Answer>(channelPath(slug, part), signal),
    refetchInterval: everyMs,
  });
}

/** A list that belongs to a channel. */
export function useChannelList<Item>(slug: string, part: string, everyMs?: number) {
  return useChannelPart<List<Item>>(slug, part, everyMs);
}

/** The health of a channel's source. */
export const useSource = (slug: string, everyMs = 2_000) => useChannelPart<SourceHealth>(slug, 'source', everyMs);

/** Gives a function that has parts of a channel asked again after a change. */
export function useRefresh(slug: string): (...parts: string[]) => Promise<void> {
  const queries = useQueryClient();
  return async (...parts) => {
    const keys: QueryKey[] = parts.map((part) => ['channel', slug, part]);
    await Promise.all(keys.map((queryKey) => queries.invalidateQueries({ queryKey })));
  };
}
