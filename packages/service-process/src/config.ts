import { brokerSettings, httpUrlSetting, processSettings } from '@questline/lifecycle/settings';
import { z } from 'zod';
import { userIn } from './broker-setup/management-api.ts';

const hasCredentials = (url: string): boolean => {
  const { name, password } = userIn(url);
  return name !== '' && password !== '';
};
const noCredentials = 'must name a user and a password';
const userSetting = brokerSettings.RABBITMQ_URL.refine(hasCredentials, noCredentials);

/** The four users are four, or one would end with the rights of another. */
const areDistinct = (urls: readonly (string | undefined)[]): boolean => {
  const names = urls.filter((url) => url !== undefined).map((url) => userIn(url).name);
  return new Set(names).size === names.length;
};

/** What the setup of the broker reads. */
export const brokerSetupSettings = z
  .object({
    LOG_LEVEL: processSettings.LOG_LEVEL,
    NODE_ENV: processSettings.NODE_ENV,
    /** The administrator's; no service uses it. */
    RABBITMQ_URL: userSetting,
    /** Where the broker's management API answers, without credentials: `http://broker:15672`. */
    RABBITMQ_MANAGEMENT_URL: httpUrlSetting,
    /** What the processes of each service have as RABBITMQ_URL: its user and password are set. */
    AUTH_RABBITMQ_URL: userSetting,
    CATALOG_RABBITMQ_URL: userSetting,
    PROCESSING_RABBITMQ_URL: userSetting,
    /** Of whatever scales consumers by the length of queues: `http://user:password@broker:15672`. */
    SCALER_RABBITMQ_URL: httpUrlSetting.refine(hasCredentials, noCredentials).optional(),
  })
  .refine(
    (given) =>
      areDistinct([
        given.RABBITMQ_URL,
        given.AUTH_RABBITMQ_URL,
        given.CATALOG_RABBITMQ_URL,
        given.PROCESSING_RABBITMQ_URL,
        given.SCALER_RABBITMQ_URL,
      ]),
    {
      path: ['RABBITMQ_URL'],
      error: 'the administrator and every service need users of their own',
    },
  );

export type BrokerSetupSettings = z.infer<typeof brokerSetupSettings>;
