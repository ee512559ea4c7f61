import { lazy, Suspense } from 'react';
import { BrowserRouter, Route, Routes, useLocation } from 'react-router';
import { HomePage } from '@/features/listen/HomePage';
import { StationPage } from '@/features/listen/StationPage';
import { YoursPage } from '@/features/listen/YoursPage';
import { useT } from '@/shared/i18n/core';
import { ButtonLink } from '@/shared/ui/Button';
import { Empty } from '@/shared/ui/State';
import { Shell } from './Shell';

const StudioPages = lazy(() => import('./StudioApp'));
const ShowPage = lazy(() => import('@/features/shows/ShowPage'));
const EpisodePage = lazy(() => import('@/features/shows/EpisodePage'));
const SearchPage = lazy(() => import('@/features/search/SearchPage'));

function NotFound() {
  const t = useT();
  return (
    <Empty title={t('app.notFound')}>
      <ButtonLink to="/" look="main">
        {t('app.goHome')}
      </ButtonLink>
    </Empty>
  );
}

function Waiting() {
  return <p className="p-10 text-center text-muted">{useT()('app.loading')}</p>;
}

const STUDIO = /^\/(studio|setup|account|sign-in|sign-up|confirm|confirm-address|forgot-password|reset-password)(\/|$)/;

function Pages() {
  const { pathname } = useLocation();
  if (STUDIO.test(pathname)) return <StudioPages />;
  return (
    <Routes>
      <Route element={<Shell />}>
        <Route index element={<HomePage />} />
        <Route path="yours" element={<YoursPage />} />
        <Route path="search" element={<SearchPage />} />
        <Route path="stations/:slug" element={<StationPage />} />
        <Route path="shows/:slug" element={<ShowPage />} />
        <Route path="shows/:slug/:id" element={<EpisodePage />} />
        <Route path="*" element={<NotFound />} />
      </Route>
    </Routes>
  );
}

/** Every address of the app. The studio's code and words are loaded when first needed. */
export function App() {
  return (
    <BrowserRouter>
      <Suspense fallback={<Waiting />}>
        <Pages />
      </Suspense>
    </BrowserRouter>
  );
}
