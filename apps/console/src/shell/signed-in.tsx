import { Button, Tooltip } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { meQuery, signOut } from '../api/signed-in.js';
import { Icon } from '../design/icons.js';

/** The signed-in person and the sign-out button. Renders nothing if the server has no sign-in. */
export function SignedIn() {
  const { t } = useTranslation();
  const { data } = useQuery(meQuery());
  if (data?.sign_in !== true) return null;
  const label = t('shell.signOut', { name: data.name });
  return (
    <Tooltip label={label}>
      <Button
        variant="subtle"
        color="gray"
        size="compact-md"
        aria-label={label}
        leftSection={<Icon name="user" />}
        onClick={() => void signOut()}
      >
        {data.name}
      </Button>
    </Tooltip>
  );
}
