import { ApiError } from '@/shared/api/client';
import { translate } from '@/shared/i18n/core';
import { say } from '@/shared/ui/Toast';

/** Says a failure in the reader's words; the server's own sentence is the reason. */
export function faultText(error: unknown): string {
  if (!(error instanceof ApiError))
    return translate('common.failed', { reason: error instanceof Error ? error.message : '' });
  if (error.offline) return translate('common.offline');
  if (error.status === 403) return `${translate('common.forbidden')} ${error.message}`;
  return translate('common.failed', { reason: error.message || error.code });
}

/** Runs a change and says what went wrong, if anything; tells whether it worked. */
export async function attempt(change: () => Promise<unknown>): Promise<boolean> {
  try {
    await change();
    return true;
  } catch (error) {
    say(faultText(error), { bad: true });
    return false;
  }
}
