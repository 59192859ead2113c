import autocannon from 'autocannon';

const connections = 16;
const seconds = 4;

/** Answers a second of a GET, asked for by 16 connections for 4 s. Throws when any is not 200. */
export const measureReads = async (
  url: string,
  headers: Record<string, string> = {},
): Promise<number> => {
  const { requests, non2xx, errors } = await autocannon({
    url,
    headers,
    connections,
    duration: seconds,
  });
  if (non2xx + errors > 0) throw new Error(`${non2xx + errors} reads of ${url} failed`);
  return requests.average;
};
