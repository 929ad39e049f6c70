import type { Language } from './duration-text.js';

/** What people call the stages of the shipped flow. Those of other flows are called as their file does. */
export const stageNames = {
  en: {
    CREATED: 'Created',
    SUBMITTED: 'Submitted',
    PRICED: 'Priced',
    APPROVED: 'Approved',
    IN_PRODUCTION: 'In production',
    PRODUCED: 'Produced',
    PACKED: 'Packed',
    SHIPPED: 'Shipped',
    CLOSED: 'Closed',
    REJECTED: 'Rejected',
    CANCELLED: 'Cancelled',
  },
  ru: {
    CREATED: 'Создан',
    SUBMITTED: 'На расчёте',
    PRICED: 'Рассчитан',
    APPROVED: 'Подтверждён',
    IN_PRODUCTION: 'В производстве',
    PRODUCED: 'Изготовлен',
    PACKED: 'Упакован',
    SHIPPED: 'Отгружен',
    CLOSED: 'Закрыт',
    REJECTED: 'Отклонён',
    CANCELLED: 'Отменён',
  },
} as const satisfies Record<Language, Readonly<Record<string, string>>>;

export function stageNameText(stage: string, language: Language): string {
  const names: Readonly<Record<string, string>> = stageNames[language];
  return Object.hasOwn(names, stage) ? (names[stage] ?? stage) : stage;
}
