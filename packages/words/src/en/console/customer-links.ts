export const customerLinks = {
  title: 'Link for a customer',
  what: 'Whoever has the link sees the order’s stage, its milestones and what comes next, without an account.',
  lasts: 'Works for',
  lifetimes: { '1d': 'a day', '7d': 'a week', '30d': '30 days', '90d': '90 days' },
  make: 'Make a link',
  copy: 'Copy',
  once: 'Shown only now.',
  active: '{{id}}, until {{until}}, by {{by}}',
  revoke: 'Revoke',
};
