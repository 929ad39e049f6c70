import { useEffect } from 'react';

/** Puts the page's name before the product's in the window title. */
export function usePageTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Ordertrace`;
  }, [title]);
}
