import { useQuery } from '@tanstack/react-query';
import { get } from '@/shared/api/client';
import type { AuthOptions } from '@/shared/api/types';

/** What this server offers at its door. */
export const useAuthOptions = () =>
  useQuery({ queryKey: ['auth', 'options'], queryFn: () => get<AuthOptions>('/api/v1/auth/options') });

/** The secret of a letter stands behind the #, where no log sees it. */
export const secretFromAddress = (): string => decodeURIComponent(location.hash.slice(1));
