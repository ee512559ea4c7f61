import { useEffect } from 'react';
import { useT } from '@/shared/i18n/core';

/** Names the page in the browser's tab and history. */
export function usePageTitle(title: string | null): void {
  const name = useT()('app.name');
  useEffect(() => {
    document.title = title ? `${title} · ${name}` : name;
  }, [title, name]);
}
