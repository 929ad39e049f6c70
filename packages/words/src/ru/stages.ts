export const stageNames = {
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
};
