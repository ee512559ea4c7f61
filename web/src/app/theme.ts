import { usePrefs } from '@/shared/lib/prefs';

const PAPERS = { light: '#FBF8F3', dark: '#14110F', car: '#000000' } as const;

function apply(): void {
  const { theme } = usePrefs.getState();
  const root = document.documentElement;
  if (theme === 'system') delete root.dataset.theme;
  else root.dataset.theme = theme;
  for (const meta of document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]')) {
    const fallback = meta.media.includes('dark') ? PAPERS.dark : PAPERS.light;
    meta.content = theme === 'system' ? fallback : PAPERS[theme];
  }
}

/** Keeps the page in the look that was chosen. */
export function followTheme(): void {
  apply();
  usePrefs.subscribe(apply);
}
