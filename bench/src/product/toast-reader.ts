import { get } from 'node:http';

export interface ToastReader {
  close(): void;
}

/**
 * Opens a user's notification stream and calls `onToast` with each message's data and the time of its
 * arrival. Resolves once the stream is open.
 */
export const openToastReader = (
  url: string,
  token: string,
  onToast: (data: { kind: string; data: unknown }, arrivedAt: number) => void,
): Promise<ToastReader> =>
  new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}` };
    const call = get(`${url}/api/v1/notifications/stream`, { headers }, (answer) => {
      if (answer.statusCode !== 200) return reject(new Error(`stream: ${answer.statusCode}`));
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk: string) => {
        const arrivedAt = performance.now();
        const messages = (text + chunk).split('\n\n');
        text = messages.pop() ?? '';
        for (const message of messages) {
          const data = /^data: (.*)$/m.exec(message)?.[1];
          if (data !== undefined) onToast(JSON.parse(data), arrivedAt);
        }
      });
      resolve({ close: () => call.destroy() });
    });
    call.on('error', reject);
  });
