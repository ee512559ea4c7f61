import { useQuery } from '@tanstack/react-query';
import { get } from '@/shared/api/client';
import type { FactorState } from '@/shared/api/types';

export const FACTOR = '/api/v1/me/second-factor';

/** How the reader's second factor stands. */
export const useFactor = () =>
  useQuery({ queryKey: ['factor'], queryFn: ({ signal }) => get<FactorState>(FACTOR, signal) });
