import { runUntilSignal } from '@ordertrace/service';
import { startMesApi } from './mes-api.js';
import { readMesConfig } from './mes-config.js';

const code = await runUntilSignal(() => startMesApi(readMesConfig(process.env)));
process.exit(code);
