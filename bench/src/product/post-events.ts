import { Agent, request } from 'node:http';
import type { IngestResult } from '@questline/contracts/processing/ingest';

/** Connections that one sender keeps open. */
const connectionsMax = 128;

export interface EventSender {
  /** Posts a body of events; resolves once all of them are durable. Rejects when any was not taken. */
  post(body: string): Promise<void>;
  close(): void;
}

const send = (agent: Agent, url: URL, apiKey: string, body: string) =>
  new Promise<{ status: number; text: string }>((resolve, reject) => {
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      'x-api-key': apiKey,
    };
    const call = request(url, { agent, method: 'POST', headers }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => {
        resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(chunks).toString() });
      });
      answer.on('error', reject);
    });
    call.on('error', (error: NodeJS.ErrnoException) => {
      // The server may close a connection that was idle just as it is used again.
      reject(call.reusedSocket && error.code === 'ECONNRESET' ? new StaleConnection() : error);
    });
    call.end(body);
  });

class StaleConnection extends Error {
  override name = 'StaleConnection';
}

/** Once more on a connection that was closed under the request; identities make that harmless. */
const sendSafely = async (...request: Parameters<typeof send>): ReturnType<typeof send> => {
  try {
    return await send(...request);
  } catch (error) {
    if (!(error instanceof StaleConnection)) throw error;
    return send(...request);
  }
};

/** Posts events to a processing service with an API key, over connections that stay open. */
export const createEventSender = (ingestUrl: string, apiKey: string): EventSender => {
  const agent = new Agent({ keepAlive: true, maxSockets: connectionsMax });
  const url = new URL('/api/v1/events/', ingestUrl);
  return {
    post: async (body) => {
      const { status, text } = await sendSafely(agent, url, apiKey, body);
      if (status !== 202) throw new Error(`events: ${status} ${text.slice(0, 500)}`);
      const { results } = JSON.parse(text) as { results: IngestResult[] };
      const refused = results.find((result) => result.status !== 'accepted');
      if (refused) throw new Error(`an event was not accepted: ${JSON.stringify(refused)}`);
    },
    close: () => agent.destroy(),
  };
};

/** Posts bodies in their order, so many at once. */
export const postInFlight = async (
  sender: EventSender,
  bodies: readonly string[],
  inFlight: number,
): Promise<void> => {
  const rest = bodies.values();
  await Promise.all(
    Array.from({ length: inFlight }, async () => {
      for (const body of rest) await sender.post(body);
    }),
  );
};
