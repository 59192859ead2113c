import type { QuestlineEvent } from '@questline/contracts/event';
import { plainSource } from '@questline/contracts/event-source';
import { v7 as newId } from 'uuid';
import { loadData, loadType } from './workload.ts';

/** An event of the load as it stands on the bus, of now and with an identity of its own. */
export const toLoadEvent = (subject: string, id: string = newId()): QuestlineEvent => ({
  specversion: '1.0',
  id,
  source: plainSource,
  type: loadType,
  subject,
  time: new Date().toISOString(),
  data: loadData,
});

/** The same as an app posts it. */
export const toPlainEvent = (user_id: string) => ({
  id: newId(),
  type: loadType,
  user_id,
  time: new Date().toISOString(),
  data: loadData,
});
