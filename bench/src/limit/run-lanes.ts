/**
 * Runs `lanes` of batches at once, each lane one batch after the other; events a second over all.
 */
export const runLanes = async <Batch>(
  lanes: readonly (readonly Batch[])[],
  batchSize: number,
  work: (batch: Batch) => Promise<unknown>,
): Promise<number> => {
  const startedAt = performance.now();
  await Promise.all(
    lanes.map(async (batches) => {
      for (const batch of batches) await work(batch);
    }),
  );
  const seconds = (performance.now() - startedAt) / 1000;
  return (lanes.reduce((sum, { length }) => sum + length, 0) * batchSize) / seconds;
};
