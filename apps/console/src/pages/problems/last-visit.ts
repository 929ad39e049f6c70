import { useEffect, useState } from 'react';

const key = 'ordertrace-problems-visit';

/**
 * Time of the last visit of the page in this browser (RFC 3339); undefined on the first visit. It stays the
 * same while the page is open, so that new problems stay marked.
 */
export function useLastVisit(): string | undefined {
  const [visit] = useState(() => localStorage.getItem(key) ?? undefined);
  useEffect(() => {
    const leave = () => {
      localStorage.setItem(key, new Date().toISOString());
    };
    addEventListener('pagehide', leave);
    return () => {
      removeEventListener('pagehide', leave);
      leave();
    };
  }, []);
  return visit;
}
