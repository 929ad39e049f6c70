import { useEffect } from 'react';

/** Puts the page's name into the window's title, before the product's. */
export function usePageTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Ordertrace`;
  }, [title]);
}
