import { useEffect, useState } from 'react';
import { Link, NavLink, Outlet, useLocation, useNavigate } from 'react-router';
import { Player } from '@/features/player/Player';
import { EpisodeBar } from '@/features/shows/EpisodeBar';
import { useT } from '@/shared/i18n/core';
import { isModified, isTyping } from '@/shared/lib/keys';
import { useOnline } from '@/shared/lib/useOnline';
import { IconButton } from '@/shared/ui/Button';
import { Icon, type IconName } from '@/shared/ui/Icon';
import { Toasts } from '@/shared/ui/Toast';
import { Logo } from './Logo';
import { SettingsDialog } from './SettingsDialog';

const LINKS: readonly { to: string; icon: IconName; key: 'nav.stations' | 'nav.search' | 'nav.yours' }[] = [
  { to: '/', icon: 'radio', key: 'nav.stations' },
  { to: '/search', icon: 'search', key: 'nav.search' },
  { to: '/yours', icon: 'heart', key: 'nav.yours' },
];

function TopBar({ onSettings }: { onSettings: () => void }) {
  const t = useT();
  return (
    <header className="sticky top-0 z-30 border-b border-line bg-paper/95 backdrop-blur-sm">
      <div className="mx-auto flex h-16 max-w-[1200px] items-center gap-2 px-4 lg:px-6">
        <Link to="/" className="me-auto flex items-center gap-2.5 no-underline">
          <Logo />
          <span className="leading-none font-semibold">
            {t('app.name')}
            <span className="mt-1 block text-xs font-normal text-muted max-[359px]:hidden">{t('app.tagline')}</span>
          </span>
        </Link>
        <nav aria-label={t('nav.main')} className="hidden gap-1 sm:flex">
          {LINKS.map((link) => (
            <NavLink
              key={link.to}
              to={link.to}
              end
              className="inline-flex min-h-11 items-center gap-2 rounded-full px-4 font-medium text-muted no-underline hover:text-ink aria-[current=page]:bg-sunken aria-[current=page]:text-ink"
            >
              <Icon name={link.icon} size={20} />
              {t(link.key)}
            </NavLink>
          ))}
        </nav>
        <Link
          to="/studio"
          className="inline-flex min-h-11 items-center gap-2 rounded-full px-3 text-muted no-underline hover:text-ink"
        >
          <Icon name="mic" size={20} />
          <span className="max-sm:sr-only">{t('nav.studio')}</span>
        </Link>
        <IconButton icon="settings" label={t('nav.settings')} onClick={onSettings} className="-me-2" />
      </div>
    </header>
  );
}

function TabBar() {
  const t = useT();
  return (
    <nav
      aria-label={t('nav.main')}
      className="flex border-t border-line bg-raised pb-[env(safe-area-inset-bottom)] sm:hidden"
    >
      {LINKS.map((link) => (
        <NavLink
          key={link.to}
          to={link.to}
          end
          className="flex min-h-14 grow basis-0 flex-col items-center justify-center text-xs text-muted no-underline aria-[current=page]:font-semibold aria-[current=page]:text-ink"
        >
          <Icon name={link.icon} size={22} />
          {t(link.key)}
        </NavLink>
      ))}
    </nav>
  );
}

/** The slash opens search, as on most pages with one. */
function useSearchKey(): void {
  const navigate = useNavigate();
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key !== '/' || isTyping(event) || isModified(event)) return;
      event.preventDefault();
      navigate('/search');
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, [navigate]);
}

/** The listener's frame: top bar, page, and the player that stays. */
export function Shell() {
  const t = useT();
  const online = useOnline();
  const [settings, setSettings] = useState(false);
  useSearchKey();
  const { pathname } = useLocation();
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new page starts at its top
  useEffect(() => {
    scrollTo(0, 0);
  }, [pathname]);
  return (
    <>
      <a
        href="#main"
        className="fixed start-4 top-2 z-50 -translate-y-24 rounded-full bg-ink px-4 py-2 text-paper focus:translate-y-0"
      >
        {t('app.skip')}
      </a>
      <TopBar onSettings={() => setSettings(true)} />
      {!online && (
        <p role="status" className="bg-saffron px-4 py-2 text-center text-sm text-paper">
          {t('app.offline')}
        </p>
      )}
      <main
        id="main"
        tabIndex={-1}
        key={pathname}
        className="mx-auto min-h-[70dvh] max-w-[1200px] px-4 pt-4 pb-48 outline-none sm:pt-6 lg:px-6"
      >
        <Outlet />
      </main>
      <div className="fixed inset-x-0 bottom-0 z-40 shadow-(--shadow)">
        <Player />
        <EpisodeBar />
        <TabBar />
      </div>
      <SettingsDialog open={settings} onClose={() => setSettings(false)} />
      <Toasts />
    </>
  );
}
