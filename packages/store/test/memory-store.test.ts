import { createMemoryStore } from '@ordertrace/store';
import { storeContract } from '@ordertrace/store/contract';

storeContract(
  'The memory store',
  () =>
    Promise.resolve({
      open: () => Promise.resolve(createMemoryStore()),
      remove: () => Promise.resolve(),
    }),
  { volatile: 'nothing of it outlives the process' },
);
