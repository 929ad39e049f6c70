import { readServiceConfig, runUntilSignal } from '@ordertrace/service-kit';
import { applicationName } from './domain/customer-steps.js';
import { startShopApi } from './shop-api.js';

const code = await runUntilSignal(() =>
  startShopApi(readServiceConfig(process.env, { name: applicationName, port: 7101 })),
);
process.exit(code);
