import { auditProduct } from '../product/audit.ts';
import { startCreditedLoad } from '../product/credited-load.ts';
import { startStandaloneProduct } from '../product/standalone-product.ts';
import { atLeast } from '../report/figure.ts';
import { measureCreditedRounds } from './credited-rounds.ts';
import type { Scenario } from './scenario.ts';

const users = 5_000;

/** `npm start`: events of an app posted with an API key, until the wallet has credited what they earn. */
export const runStandalone: Scenario = async () => {
  await using product = await startStandaloneProduct();
  await using load = await startCreditedLoad(product, users);
  const { figures, ratio } = await measureCreditedRounds(product, load);
  await load.settled();
  await auditProduct(product);
  return figures.map((figure) =>
    figure.name !== 'posted to credited' ? figure : { ...figure, goal: atLeast(ratio, 0.6) },
  );
};
