import { useQueryClient } from '@tanstack/react-query';
import { use, useState } from 'react';
import { Link, Navigate, Outlet, Route, Routes, useLocation } from 'react-router';
import { AccountPage } from '@/features/account/AccountPage';
import { Player } from '@/features/player/Player';
import { SetupPage } from '@/features/setup/SetupPage';
import { EpisodeBar } from '@/features/shows/EpisodeBar';
import { ConfirmPage, ForgotPage, ResetPage } from '@/features/signin/LetterPages';
import { SignInPage } from '@/features/signin/SignInPage';
import { SignUpPage } from '@/features/signin/SignUpPage';
import { AlertsPage } from '@/features/studio/AlertsPage';
import { ChannelsPage } from '@/features/studio/ChannelsPage';
import { EncoderPage } from '@/features/studio/EncoderPage';
import { GoLivePage } from '@/features/studio/GoLivePage';
import { LibraryPage } from '@/features/studio/LibraryPage';
import { ListenersPage } from '@/features/studio/ListenersPage';
import { LogPage } from '@/features/studio/log/LogPage';
import { OverviewPage } from '@/features/studio/OverviewPage';
import { PlaylistsPage } from '@/features/studio/PlaylistsPage';
import { Palette } from '@/features/studio/palette/Palette';
import { QueuePage } from '@/features/studio/QueuePage';
import { RecordingsPage } from '@/features/studio/RecordingsPage';
import { RelaysPage } from '@/features/studio/RelaysPage';
import { SearchesPage } from '@/features/studio/SearchesPage';
import { SettingsPage } from '@/features/studio/SettingsPage';
import { StudioFrame } from '@/features/studio/StudioFrame';
import { SchedulePage } from '@/features/studio/schedule/SchedulePage';
import { StudioEpisodePage } from '@/features/studio/shows/EpisodePage';
import { StudioShowPage } from '@/features/studio/shows/ShowPage';
import { ShowsPage } from '@/features/studio/shows/ShowsPage';
import { WebhooksPage } from '@/features/studio/webhooks/WebhooksPage';
import { ApiError, post } from '@/shared/api/client';
import { useMe } from '@/shared/api/queries';
import { loadScope, useT } from '@/shared/i18n/core';
import { attempt } from '@/shared/lib/faults';
import { Button, IconButton } from '@/shared/ui/Button';
import { Icon } from '@/shared/ui/Icon';
import { Failed } from '@/shared/ui/State';
import { Toasts } from '@/shared/ui/Toast';
import { Logo } from './Logo';
import { SettingsDialog } from './SettingsDialog';

let wordsReady: Promise<void> | null = null;

function SignOut() {
  const t = useT();
  const queries = useQueryClient();
  const leave = async () => {
    if (!(await attempt(() => post('/api/v1/auth/logout')))) return;
    queries.clear();
    location.assign('/');
  };
  return (
    <Button look="quiet" icon="out" onClick={() => void leave()} className="px-3">
      <span className="max-sm:sr-only">{t('signin.out')}</span>
    </Button>
  );
}

/** The studio's frame around every page: name, settings, the way out. */
function Chrome() {
  const t = useT();
  const me = useMe();
  const [settings, setSettings] = useState(false);
  return (
    <>
      <a
        href="#main"
        className="fixed start-4 top-2 z-50 -translate-y-24 rounded-full bg-ink px-4 py-2 text-paper focus:translate-y-0"
      >
        {t('app.skip')}
      </a>
      <header className="sticky top-0 z-30 border-b border-line bg-paper">
        <div className="mx-auto flex h-16 max-w-[1200px] items-center gap-1 px-4 sm:gap-2 lg:px-6">
          <Link to="/studio" className="me-auto flex items-center gap-2.5 font-semibold no-underline">
            <Logo />
            <span className="max-[28rem]:sr-only">{t('studio.title')}</span>
          </Link>
          <Link
            to="/"
            className="inline-flex min-h-11 items-center px-1 text-muted sm:px-3 no-underline hover:text-ink"
          >
            {t('nav.stations')}
          </Link>
          {me.data && <Palette />}
          {me.data && (
            <Link
              to="/account"
              className="inline-flex min-h-11 min-w-11 items-center justify-center text-muted no-underline hover:text-ink sm:px-3"
            >
              <Icon name="people" size={20} className="sm:hidden" />
              <span className="max-sm:sr-only">{t('account.title')}</span>
            </Link>
          )}
          {me.data && <SignOut />}
          <IconButton icon="settings" label={t('nav.settings')} onClick={() => setSettings(true)} className="-me-2" />
        </div>
      </header>
      <main id="main" tabIndex={-1} className="outline-none">
        <Outlet />
      </main>
      <div className="fixed inset-x-0 bottom-0 z-40 shadow-(--shadow)">
        <Player />
        <EpisodeBar />
      </div>
      <SettingsDialog open={settings} onClose={() => setSettings(false)} />
      <Toasts />
    </>
  );
}

/** Lets through who is signed in, and sends the others to the door; the studio is for those who run stations. */
function Guard({ staff = false }: { staff?: boolean }) {
  const t = useT();
  const me = useMe();
  const { pathname } = useLocation();
  if (me.data && staff && me.data.role === 'end_user') return <Navigate to="/account" replace />;
  if (me.data) return <Outlet />;
  if (me.error instanceof ApiError && me.error.status === 401) {
    return <Navigate to={`/sign-in?next=${encodeURIComponent(pathname)}`} replace />;
  }
  if (me.isError) return <Failed text={t('common.offline')} onRetry={() => void me.refetch()} />;
  return null;
}

/** Sign-in, first run and studio: one chunk with its own words. */
export default function StudioApp() {
  wordsReady ??= loadScope('studio', 'shows', 'account');
  use(wordsReady);
  return (
    <Routes>
      <Route element={<Chrome />}>
        <Route path="/sign-in" element={<SignInPage />} />
        <Route path="/sign-up" element={<SignUpPage />} />
        <Route path="/confirm" element={<ConfirmPage what="confirm" />} />
        <Route path="/confirm-address" element={<ConfirmPage what="confirm-address" />} />
        <Route path="/forgot-password" element={<ForgotPage />} />
        <Route path="/reset-password" element={<ResetPage />} />
        <Route path="/setup" element={<SetupPage />} />
        <Route element={<Guard />}>
          <Route path="/account" element={<AccountPage />} />
        </Route>
        <Route element={<Guard staff />}>
          <Route path="/studio" element={<ChannelsPage />} />
          <Route path="/studio/:slug" element={<StudioFrame />}>
            <Route index element={<OverviewPage />} />
            <Route path="live" element={<GoLivePage />} />
            <Route path="encoder" element={<EncoderPage />} />
            <Route path="schedule" element={<SchedulePage />} />
            <Route path="library" element={<LibraryPage />} />
            <Route path="playlists" element={<PlaylistsPage />} />
            <Route path="queue" element={<QueuePage />} />
            <Route path="shows" element={<ShowsPage />} />
            <Route path="shows/:show" element={<StudioShowPage />} />
            <Route path="shows/:show/:id" element={<StudioEpisodePage />} />
            <Route path="recordings" element={<RecordingsPage />} />
            <Route path="log" element={<LogPage />} />
            <Route path="listeners" element={<ListenersPage />} />
            <Route path="relays" element={<RelaysPage />} />
            <Route path="webhooks" element={<WebhooksPage />} />
            <Route path="searches" element={<SearchesPage />} />
            <Route path="alerts" element={<AlertsPage />} />
            <Route path="settings" element={<SettingsPage />} />
            <Route path="*" element={<Navigate to=".." replace />} />
          </Route>
        </Route>
      </Route>
    </Routes>
  );
}
