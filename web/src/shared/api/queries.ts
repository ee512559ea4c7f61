import { useQuery } from '@tanstack/react-query';
import { get } from './client';
import type { List, Station, StationDetail, User } from './types';

const LIST_MS = 15_000;

/** All public stations; asked again while the page is looked at. */
export const useStations = () =>
  useQuery({
    queryKey: ['stations'],
    queryFn: ({ signal }) => get<List<Station>>('/api/v1/stations', signal),
    refetchInterval: LIST_MS,
    select: (list) => list.items,
  });

/** One station with what it played and what is next. */
export const useStation = (slug: string) =>
  useQuery({
    queryKey: ['station', slug],
    queryFn: ({ signal }) => get<StationDetail>(`/api/v1/stations/${encodeURIComponent(slug)}`, signal),
    refetchInterval: LIST_MS,
  });

/** The signed-in person; an error with status 401 when there is none. */
export const useMe = () =>
  useQuery({
    queryKey: ['me'],
    queryFn: async ({ signal }) => {
      const answer = await get<User | { user: User }>('/api/v1/me', signal);
      return 'user' in answer ? answer.user : answer;
    },
    retry: false,
    staleTime: 60_000,
  });
