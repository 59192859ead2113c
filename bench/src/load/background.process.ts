import { createEventSender } from '../product/post-events.ts';
import { toPlainEvent } from '../workload/load-event.ts';
import type { BackgroundLoad } from './background.ts';
import { runOpenLoop } from './open-loop.ts';

/** Posts events at a constant rate, in a process apart from the one that measures; then ends. */
process.once('message', async (load: BackgroundLoad) => {
  const { userIds, eventsPerRequest, ratePerSecond } = load;
  const sender = createEventSender(load.ingestUrl, load.apiKey);
  const requests = Math.ceil(userIds.length / eventsPerRequest);
  const requestRate = ratePerSecond / eventsPerRequest;
  await runOpenLoop(requestRate, requests / requestRate, (index) => {
    const from = index * eventsPerRequest;
    const events = userIds.slice(from, from + eventsPerRequest).map(toPlainEvent);
    return sender.post(JSON.stringify(events));
  });
  sender.close();
  process.disconnect();
});
