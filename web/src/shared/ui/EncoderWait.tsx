import { useSource } from '@/shared/api/studio';
import { useT } from '@/shared/i18n/core';
import { Icon } from './Icon';

/** Listens for the encoder and says when it has come. */
export function EncoderWait({ slug }: { slug: string }) {
  const t = useT();
  const source = useSource(slug, 1_500);
  const here = source.data?.connected ?? false;
  return (
    <p
      role="status"
      className={`flex items-center gap-3 rounded-card px-4 py-3 font-medium ${here ? 'bg-voice text-onvoice' : 'border border-line bg-sunken'}`}
    >
      <Icon name={here ? 'radio' : 'plug'} />
      {t(here ? 'encoder.arrived' : 'encoder.waiting')}
    </p>
  );
}
