import { join } from 'node:path';
import { CloudEvent, HTTP } from 'cloudevents';
import { expect, test } from 'vitest';
import { pythonProgram } from '../setup/ensure-python.ts';
import { expectCloudEvents, type Sender } from './cloud-events.ts';
import { projectRoot, runTool } from './run-tool.ts';

const eventOf = (subject: string, mode: string) =>
  new CloudEvent({
    id: `${subject}-${mode}`,
    source: '/shops/7',
    type: 'Purchase',
    subject,
    data: { mode, amount: 12.5 },
  });

const sendWithJavaScript: Sender = async ({ url, secret, subject }) => {
  const batch = [eventOf(subject, 'batched-1'), eventOf(subject, 'batched-2')];
  const messages = [
    HTTP.structured(eventOf(subject, 'structured')),
    HTTP.binary(eventOf(subject, 'binary')),
    // The SDK reads batches and does not write them.
    {
      headers: { 'content-type': 'application/cloudevents-batch+json' },
      body: JSON.stringify(batch),
    },
  ];
  for (const { headers, body } of messages) {
    const response = await fetch(url, {
      method: 'POST',
      headers: { ...(headers as Record<string, string>), 'x-api-key': secret },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    expect(response.status).toBe(202);
  }
};

test('the SDK for JavaScript is read in every mode', () =>
  expectCloudEvents('javascript', sendWithJavaScript));

test('the SDK for Python is read in every mode', () =>
  expectCloudEvents('python', async ({ url, secret, subject }) => {
    const program = join(projectRoot, 'e2e/python/send_cloud_events.py');
    const sent = await runTool(pythonProgram('python'), [program, url, secret, subject]);
    expect(sent).toEqual({ code: 0, output: '' });
  }));
