import { ApiError } from '@/shared/api/client';
import { useT } from '@/shared/i18n/core';
import { type Read, useForm } from '@/shared/lib/useForm';

/** A form that asks for a proof; which one was wrong stands at its box, in the reader's words. */
export function useProved(send: (read: Read) => Promise<void>) {
  const t = useT();
  return useForm(async (read) => {
    try {
      await send(read);
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 403) throw error;
      const isCode = error.fields.code !== undefined;
      throw new ApiError(403, error.code, '', isCode ? { code: t('factor.wrong') } : { proof: t('account.wrong') });
    }
  });
}
