import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { get, post } from '@/shared/api/client';
import type { SearchAnswer, SearchHit, Suggestion } from '@/shared/api/types';

const PAUSE_MS = 180;
const FRESH_MS = 60_000;

/** A value that follows once it has been still for a moment. */
export function useStill<Value>(value: Value): Value {
  const [still, setStill] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setStill(value), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return still;
}

/** Address of a search; one that is `done` is counted, one on the way to it is not. */
export function searchPath(query: string, done: boolean, more: Record<string, string> = {}): string {
  const params = new URLSearchParams({ q: query, ...more });
  if (!done) params.set('partial', 'true');
  return `/api/v1/search?${params}`;
}

/** What a query finds; the answer before it stays until the next one is there. */
export const useFound = (query: string, done: boolean) =>
  useQuery({
    queryKey: ['search', query, done],
    queryFn: ({ signal }) => get<SearchAnswer>(searchPath(query, done), signal),
    enabled: query.trim() !== '',
    placeholderData: keepPreviousData,
    staleTime: FRESH_MS,
    retry: 1,
  });

/** What a beginning may become, from its second letter. */
export const useSuggestions = (query: string, wanted: boolean) =>
  useQuery({
    queryKey: ['suggest', query],
    queryFn: ({ signal }) =>
      get<{ suggestions: Suggestion[] }>(`/api/v1/search/suggest?${new URLSearchParams({ q: query })}`, signal),
    enabled: wanted && query.trim().length > 1,
    staleTime: FRESH_MS,
    retry: false,
  });

/** What many people search for. */
export const useTrends = () =>
  useQuery({
    queryKey: ['trends'],
    queryFn: ({ signal }) => get<{ queries: string[] }>('/api/v1/search/trends', signal),
    staleTime: FRESH_MS,
    retry: false,
  });

/** Hits of all sections, in the order they are shown. */
export const hitsOf = (answer?: SearchAnswer): SearchHit[] =>
  (answer?.sections ?? []).flatMap((section) => section.hits);

/** Tells which hit was opened; its place counts over all sections. */
export function noteClick(answer: SearchAnswer, hit: SearchHit): void {
  const place = hitsOf(answer).findIndex((other) => other.key === hit.key) + 1;
  if (!answer.search_id || place === 0) return;
  // What is only counted must not hold up who only wants to listen.
  post('/api/v1/search/clicks', { search_id: answer.search_id, place }).catch(() => undefined);
}
