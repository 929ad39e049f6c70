import { apiClient } from '@ordertrace/api';
import { currentLanguage } from '../language/i18n.js';

export const api = apiClient({ baseUrl: '/api/v1', language: currentLanguage });
