interface Post {
  readonly url: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly withinMs: number;
  readonly signal: AbortSignal;
}

/** One try. Returns undefined if the receiver took the message, else the problem. */
export async function postMessage(post: Post): Promise<string | undefined> {
  const timeOver = AbortSignal.timeout(Math.max(1, Math.ceil(post.withinMs)));
  try {
    const response = await fetch(post.url, {
      method: 'POST',
      body: post.body,
      headers: post.headers,
      redirect: 'error',
      signal: AbortSignal.any([timeOver, post.signal]),
    });
    // The connection can be reused only after the body is read.
    await response.arrayBuffer();
    return response.ok ? undefined : `the receiver answered ${response.status}`;
  } catch (error) {
    if (post.signal.aborted) return 'this service stops';
    if (timeOver.aborted) return 'no answer in time';
    return problemOf(error);
  }
}

/** fetch reports only "fetch failed"; the reason is in its cause. */
function problemOf(error: unknown): string {
  const cause: unknown = error instanceof Error ? error.cause : undefined;
  const reason = cause instanceof Error ? cause : error;
  if (!(reason instanceof Error)) return String(reason);
  return 'code' in reason && typeof reason.code === 'string' ? reason.code : reason.message;
}
