export const customerLinks = {
  title: 'Link for a customer',
  what: 'Anyone with the link sees the stage, the milestones and the next step of the order, without an account.',
  lasts: 'Valid for',
  lifetimes: { '1d': 'a day', '7d': 'a week', '30d': '30 days', '90d': '90 days' },
  make: 'Create link',
  copy: 'Copy',
  once: 'Shown only once.',
  active: '{{id}}, until {{until}}, by {{by}}',
  revoke: 'Revoke',
};
