/** A browser as far as signing in needs one: cookies by host, redirects one at a time. */
export class Browser {
  readonly #cookies = new Map<string, Map<string, string>>();

  async fetch(url: string, init: RequestInit = {}): Promise<Response> {
    const { host } = new URL(url);
    const jar = this.#cookies.get(host) ?? new Map<string, string>();
    this.#cookies.set(host, jar);
    const response = await fetch(url, {
      ...init,
      redirect: 'manual',
      headers: {
        ...(init.headers as Record<string, string> | undefined),
        cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; '),
      },
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = '', ...attributes] = cookie.split('; ');
      const at = pair.indexOf('=');
      const name = pair.slice(0, at);
      const gone = attributes.some((text) => /^(max-age=0|expires=thu, 01 jan 1970.*)$/i.test(text));
      if (gone) jar.delete(name);
      else jar.set(name, pair.slice(at + 1));
    }
    return response;
  }

  /** Follows redirects until there is none, or `until` says to stop before one. */
  async follow(
    url: string,
    until: (next: string) => boolean = () => false,
  ): Promise<Response & { at: string }> {
    let at = url;
    for (let steps = 0; steps < 20; steps++) {
      const response = await this.fetch(at);
      const location = response.headers.get('location');
      if (response.status < 300 || response.status >= 400 || location === null)
        return Object.assign(response, { at });
      at = new URL(location, at).href;
      if (until(at)) return Object.assign(response, { at });
    }
    throw new Error(`Too many redirects, last to ${at}`);
  }

  cookiesOf(host: string): Map<string, string> {
    return new Map(this.#cookies.get(host));
  }

  setCookie(host: string, name: string, value: string): void {
    this.#cookies.get(host)?.set(name, value);
  }

  /** Signs in at the provider's own pages, as `sub`; the response behind the last redirect. */
  async signIn(loginUrl: string, sub: string): Promise<Response & { at: string }> {
    let page = await this.follow(loginUrl);
    for (let forms = 0; forms < 3; forms++) {
      const html = await page.text();
      const action = /<form[^>]* action="([^"]+)"/.exec(html)?.[1];
      if (action === undefined) throw new Error(`No form at ${page.at}: ${html.slice(0, 500)}`);
      const prompt = /name="prompt" value="(\w+)"/.exec(html)?.[1] ?? 'login';
      const form = new URLSearchParams({ prompt, login: sub, password: 'any' });
      const posted = await this.fetch(new URL(action, page.at).href, { method: 'POST', body: form });
      page = await this.follow(new URL(posted.headers.get('location') ?? '', page.at).href);
      if (!page.at.includes('/interaction/')) return page;
    }
    throw new Error('Too many forms');
  }
}
