import { useOutletContext } from 'react-router';
import type { Channel } from '@/shared/api/types';

/** The station whose studio is open. */
export const useChannel = (): Channel => useOutletContext<Channel>();
