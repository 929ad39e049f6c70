import { apiClient } from '@ordertrace/api';
import { currentLanguage } from '../language/i18n.js';
import { noteDamagedFiles } from './damaged-files.js';

export const api = apiClient({
  baseUrl: '/api/v1',
  language: currentLanguage,
  onDamagedFiles: noteDamagedFiles,
});
