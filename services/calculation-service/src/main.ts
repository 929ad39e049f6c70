import { runUntilSignal } from '@ordertrace/service-kit';
import { startCalculationService } from './calculation-service.js';
import { readCalculationConfig } from './config.js';

process.exit(await runUntilSignal(async () => startCalculationService(readCalculationConfig(process.env))));
