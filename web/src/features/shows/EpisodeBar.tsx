import { Link, useLocation } from 'react-router';
import { useT } from '@/shared/i18n/core';
import { IconButton } from '@/shared/ui/Button';
import { Cover } from '@/shared/ui/Cover';
import { Title } from '@/shared/ui/Text';
import { sound, useSound } from './sound';

/** The recorded sound while one looks at other pages; nothing on its own page, where its player is. */
export function EpisodeBar() {
  const t = useT();
  const { pathname } = useLocation();
  const { loaded, playing, seconds, length } = useSound();
  if (!loaded) return null;
  const { episode, show } = loaded;
  const path = `/shows/${show.slug}/${episode.id}`;
  if (pathname === path) return null;
  return (
    <section aria-label={episode.title} className="rise relative border-t border-line bg-raised">
      <progress
        dir="ltr"
        aria-label={t('episode.place')}
        max={length || 1}
        value={seconds}
        className="absolute inset-x-0 -top-0.5 h-0.5 w-full accent-voice"
      />
      <div className="mx-auto flex max-w-[1200px] items-center gap-3 px-4 py-2">
        <Link to={path} className="flex min-w-0 grow items-center gap-3 no-underline">
          <Cover name={show.title} artUrl={episode.cover_url} className="w-12 rounded-lg" />
          <span className="min-w-0 grow leading-snug">
            <Title text={episode.title} className="font-semibold" />
            <Title text={show.title} className="text-sm text-muted" />
          </span>
        </Link>
        <IconButton
          icon={playing ? 'pause' : 'play'}
          label={playing ? t('player.pause') : t('player.playStation', { name: episode.title })}
          onClick={() => sound.toggle(episode, show)}
          className="bg-voice text-onvoice hover:bg-voice"
        />
        <IconButton icon="close" label={t('player.stop')} onClick={() => sound.stop()} />
      </div>
    </section>
  );
}
