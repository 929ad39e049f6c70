import { useEffect, useState } from 'react';

/** The present in microseconds, updated every half minute, so that ages on the screen grow. */
export function useNow(everyMs = 30_000): number {
  const [now, setNow] = useState(() => Date.now() * 1000);
  useEffect(() => {
    const timer = setInterval(() => {
      setNow(Date.now() * 1000);
    }, everyMs);
    return () => {
      clearInterval(timer);
    };
  }, [everyMs]);
  return now;
}
