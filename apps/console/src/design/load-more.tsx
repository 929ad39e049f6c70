import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';

export interface LoadMoreProps {
  /** A list that is read page by page. */
  readonly list: {
    readonly hasNextPage: boolean;
    readonly isFetchingNextPage: boolean;
    readonly fetchNextPage: () => Promise<unknown>;
  };
}

/** The button at the end of a list that goes on; nothing where it does not. */
export function LoadMore({ list }: LoadMoreProps) {
  const { t } = useTranslation();
  if (!list.hasNextPage) return null;
  return (
    <div className="list-more">
      <Button
        size="xs"
        variant="default"
        disabled={list.isFetchingNextPage}
        onClick={() => void list.fetchNextPage()}
      >
        {list.isFetchingNextPage ? t('orders.loadingMore') : t('orders.more')}
      </Button>
    </div>
  );
}
