import { Type } from 'typebox';

export const OrderParams = Type.Object({
  order_id: Type.String({ minLength: 1, maxLength: 256, description: 'The order' }),
});
export const TenantQuery = Type.Object({
  tenant: Type.Optional(
    Type.String({ maxLength: 256, description: 'Whose order, where several tenants have one of this id' }),
  ),
});
