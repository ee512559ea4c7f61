import './styles.css';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createRoot } from 'react-dom/client';
import { ApiError } from '@/shared/api/client';
import { detectLang, setLang } from '@/shared/i18n/core';
import { usePrefs } from '@/shared/lib/prefs';
import { App } from './App';
import { Catch } from './Catch';
import { followTheme } from './theme';

const RETRIES = 2;
const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      retry: (count, error) =>
        count < RETRIES && !(error instanceof ApiError && error.status >= 400 && error.status < 500),
    },
  },
});

async function start(): Promise<void> {
  followTheme();
  await setLang(detectLang(usePrefs.getState().lang, navigator.languages));
  const root = document.getElementById('root');
  if (!root) return;
  createRoot(root).render(
    <QueryClientProvider client={queries}>
      <Catch>
        <App />
      </Catch>
    </QueryClientProvider>,
  );
  if ('serviceWorker' in navigator && import.meta.env.PROD) {
    navigator.serviceWorker.register('/sw.js').catch(() => undefined);
  }
}

void start();
