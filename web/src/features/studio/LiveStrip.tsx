import { Link, useLocation } from 'react-router';
import { useT } from '@/shared/i18n/core';
import { formatClock } from '@/shared/i18n/format';
import { useNow } from '@/shared/lib/useNow';
import { live, useLive } from './webcast';

/** Says on every studio page that this very browser is on air, with the way out. */
export function LiveStrip({ slug }: { slug: string }) {
  const t = useT();
  const { phase, since, slug: liveSlug } = useLive();
  const { pathname } = useLocation();
  useNow(1000);
  if (phase !== 'onair' || pathname.endsWith('/live')) return null;
  return (
    <div className="border-b border-line bg-raised">
      <p className="mx-auto flex max-w-[1200px] items-center gap-4 px-4 py-1 text-sm lg:px-6">
        <Link
          to={`/studio/${liveSlug ?? slug}/live`}
          className="inline-flex min-h-11 items-center font-semibold text-voice"
        >
          {t('live.onAir')}
        </Link>
        <span className="text-muted tabular">{since !== null && formatClock(t.lang, Date.now() - since)}</span>
        <button type="button" onClick={live.stop} className="ms-auto min-h-11 font-medium underline">
          {t('live.stop')}
        </button>
      </p>
    </div>
  );
}
