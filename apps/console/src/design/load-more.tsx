import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';

export interface LoadMoreProps {
  /** A list that is loaded page by page. */
  readonly list: {
    readonly hasNextPage: boolean;
    readonly isFetchingNextPage: boolean;
    readonly fetchNextPage: () => Promise<unknown>;
  };
}

/** Button at the end of a list for its next page. Renders nothing on the last page. */
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
