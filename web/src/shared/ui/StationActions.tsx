import { useT } from '@/shared/i18n/core';
import { usePrefs } from '@/shared/lib/prefs';
import { Icon } from './Icon';
import { say } from './Toast';

const SHAPE =
  'inline-flex min-h-11 items-center gap-2 rounded-full border border-current/40 px-4 font-medium transition duration-150 ease-out hover:bg-current/10';

/** A picture above its word, for a row of equal tools. */
export const TOOL =
  'flex min-h-16 min-w-0 flex-col items-center gap-1 rounded-card px-1 py-2 text-center text-xs leading-tight transition duration-150 ease-out hover:bg-current/10';

/** The heart: keeps a station on this device's list. */
export function FollowButton({ slug, tool }: { slug: string; tool?: boolean }) {
  const t = useT();
  const followed = usePrefs((prefs) => prefs.followed.includes(slug));
  return (
    <button
      type="button"
      aria-pressed={followed}
      onClick={() => usePrefs.getState().toggleFollow(slug)}
      className={tool ? TOOL : SHAPE}
    >
      <Icon name={followed ? 'heartFull' : 'heart'} size={tool ? 24 : 20} />
      {t(followed ? 'station.following' : 'station.follow')}
    </button>
  );
}

/** Hands the station's address to the phone's share sheet, or copies it. */
export function ShareButton({ station, tool }: { station: { slug: string; name: string }; tool?: boolean }) {
  const t = useT();
  const share = async () => {
    const url = new URL(`/stations/${station.slug}`, location.href).href;
    if (navigator.share) {
      await navigator.share({ title: station.name, url }).catch(() => undefined);
      return;
    }
    await navigator.clipboard?.writeText(url);
    say(t('station.copied'));
  };
  return (
    <button type="button" onClick={() => void share()} className={tool ? TOOL : SHAPE}>
      <Icon name="share" size={tool ? 24 : 20} />
      {t('station.share')}
    </button>
  );
}
