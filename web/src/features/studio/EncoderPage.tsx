import { post } from '@/shared/api/client';
import { channelPath, useChannelPart, useRefresh } from '@/shared/api/studio';
import type { Encoder } from '@/shared/api/types';
import { useT } from '@/shared/i18n/core';
import { attempt } from '@/shared/lib/faults';
import { Confirm } from '@/shared/ui/Confirm';
import { EncoderCard } from '@/shared/ui/EncoderCard';
import { EncoderWait } from '@/shared/ui/EncoderWait';
import { Presenters } from './Presenters';
import { useChannel } from './useChannel';

/** How to connect: settings to copy, guides, the state of the line, and the accounts of presenters. */
export function EncoderPage() {
  const t = useT();
  const { slug } = useChannel();
  const encoder = useChannelPart<Encoder>(slug, 'encoder');
  const refresh = useRefresh(slug);
  const rotate = async () => {
    await attempt(() => post(channelPath(slug, 'encoder/rotate')));
    await refresh('encoder');
  };
  return (
    <div className="space-y-5">
      <EncoderWait slug={slug} />
      {encoder.data && <EncoderCard encoder={encoder.data} />}
      <Confirm
        label={t('encoder.rotate')}
        question={t('encoder.rotateAsk')}
        consequence={t('encoder.rotate')}
        onConfirm={() => void rotate()}
      />
      <Presenters slug={slug} />
    </div>
  );
}
