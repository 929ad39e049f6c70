/** Queue of the messages of `queue` that were given up. With HTTP push, it is only a name in reports. */
export function deadQueueOf(queue: string): string {
  return `${queue}.dead`;
}
