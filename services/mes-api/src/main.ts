import { runUntilSignal } from '@ordertrace/service-kit';
import { startMesApi } from './mes-api.js';
import { readMesConfig } from './mes-config.js';

const code = await runUntilSignal(() => startMesApi(readMesConfig(process.env)));
process.exit(code);
