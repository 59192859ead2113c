import { useEffect, useState } from 'react';
import { relativeTime } from './relative-time.ts';

const refreshMs = 30_000;

/** The time now, renewed often enough for labels in minutes. */
export const useNow = (): number => {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), refreshMs);
    return () => clearInterval(timer);
  }, []);
  return now;
};

export const RelativeTime = ({ time, now }: { time: string; now: number }) => (
  <time dateTime={time} title={new Date(time).toLocaleString()}>
    {relativeTime(time, now)}
  </time>
);
