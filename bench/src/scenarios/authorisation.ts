import { createRevocations, type Revocations } from '@questline/http/revocations/revocations';
import { v7 as newId } from 'uuid';
import { atMost, type Figure } from '../report/figure.ts';
import { median } from '../statistics/percentile.ts';
import type { Scenario } from './scenario.ts';

const sessions = 10_000;
const endedSessions = 100_000;
const checksPerRound = 1_000_000;
const rounds = 5;
const goalMicroseconds = 3;
const pageSize = 5_000;

/** As a process knows them after it has read so many ended sessions. */
const readRevocations = async (count: number): Promise<Revocations> => {
  const times = {
    revoked_at: new Date().toISOString(),
    expires_at: new Date(Date.now() + 3_600_000).toISOString(),
  };
  const pages = Math.ceil(count / pageSize);
  const revocations = createRevocations({
    source: async ({ after }) => ({
      data: Array.from({ length: Math.min(pageSize, count) }, () => ({
        kind: 'session',
        subject: newId(),
        ...times,
      })),
      more: Number(after) + 1 < pages ? String(Number(after) + 1) : null,
      cursor: '1',
    }),
  });
  await revocations.refresh();
  return revocations;
};

/** Microseconds for the standing of one live session, many of them in turn. */
const measureStanding = (revocations: Revocations): number => {
  const ids = Array.from({ length: sessions }, () => newId());
  const issuedAtMs = Date.now();
  let valid = 0;
  const startedMs = performance.now();
  for (let check = 0; check < checksPerRound; check += 1) {
    const id = ids[check % sessions] ?? '';
    if (revocations.standingOf(id, issuedAtMs) === 'valid') valid += 1;
  }
  const elapsedMs = performance.now() - startedMs;
  if (valid !== checksPerRound) throw new Error('a live session was refused');
  return (elapsedMs * 1_000) / checksPerRound;
};

const measure = async (count: number): Promise<Figure> => {
  const revocations = await readRevocations(count);
  const value = median(Array.from({ length: rounds }, () => measureStanding(revocations)));
  return {
    name: `standing of a session, ${count.toLocaleString('en')} others ended`,
    value,
    unit: 'µs',
    goal: atMost(value, goalMicroseconds, ' µs'),
    note: `${checksPerRound.toLocaleString('en')} checks, median of ${rounds}`,
  };
};

/** What every request pays, once its token's signature is known, for being refused when its session ends. */
export const runAuthorisation: Scenario = async () => [
  await measure(0),
  await measure(endedSessions),
];
