import type { Queryable } from '@questline/postgres/database';
import { selectOutboxEnd, vacuumOutbox } from './outbox.sql.ts';
import { createOutboxFloor } from './outbox-floor.ts';

/** After so many rows sent, the place where reading begins is looked for again. */
const floorEveryRows = 1_000;
/** After so many the table is vacuumed: it stays about as large as that, whatever went through it. */
const vacuumEveryRows = 10_000;

/** Keeps what a read costs independent of what went through the outbox before. */
export const createOutboxUpkeep = (session: Queryable) => {
  const floor = createOutboxFloor();
  let sinceLook = 0;
  let sinceVacuum = 0;
  return {
    floor,
    afterDelete: async (rows: number) => {
      sinceLook += rows;
      sinceVacuum += rows;
      if (sinceLook >= floorEveryRows) {
        sinceLook = 0;
        floor.look(await selectOutboxEnd(session));
      }
      if (sinceVacuum >= vacuumEveryRows) {
        sinceVacuum = 0;
        await vacuumOutbox(session);
      }
    },
  };
};
