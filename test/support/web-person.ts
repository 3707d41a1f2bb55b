/** A person at a browser, as far as pages with forms and redirects go. */
export interface WebPerson {
  /**
   * Opens an address and does what its pages ask, until a page asks nothing or `stopAt` is reached. Returns the last page's address, status and text.
   */
  visit(address: string, options?: VisitOptions): Promise<Visited>;
}

export interface VisitOptions {
  /** Says no where a page offers it. */
  denies?: boolean;
  /** Follows no redirect to an address that begins so. */
  stopAt?: string;
}

export interface Visited {
  address: string;
  status: number;
  text: string;
}

/** With cookies of their own; `answers` are what they write into fields, by name. */
export function webPerson(answers: Readonly<Record<string, string>>): WebPerson {
  const cookies = new Map<string, string>();
  return {
    async visit(address, options = {}) {
      let next: { url: URL; body?: URLSearchParams } = { url: new URL(address) };
      for (let step = 0; step < 30; step += 1) {
        if (options.stopAt !== undefined && next.url.href.startsWith(options.stopAt))
          return { address: next.url.href, status: 0, text: '' };
        const response = await request(next, cookies);
        const text = await response.text();
        const location = response.headers.get('location');
        const form = location === null ? formOf(text, next.url, { answers, denies: options.denies === true }) : undefined;
        if (location !== null) next = { url: new URL(location, next.url) };
        else if (form !== undefined) next = form;
        else return { address: next.url.href, status: response.status, text };
      }
      throw new Error(`${address} leads in circles`);
    },
  };
}

async function request({ url, body }: { url: URL; body?: URLSearchParams }, cookies: Map<string, string>): Promise<Response> {
  const response = await fetch(url, {
    method: body === undefined ? 'GET' : 'POST',
    redirect: 'manual',
    headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '), accept: 'text/html' },
    ...(body === undefined ? {} : { body }),
  });
  for (const cookie of response.headers.getSetCookie()) {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
    if (value === '') cookies.delete(name);
    else cookies.set(name, value);
  }
  return response;
}

interface Writing {
  answers: Readonly<Record<string, string>>;
  denies: boolean;
}

function formOf(html: string, base: URL, writing: Writing): { url: URL; body?: URLSearchParams } | undefined {
  const abort = writing.denies ? /href="([^"]*\/abort)"/.exec(html)?.[1] : undefined;
  if (abort !== undefined) return { url: new URL(abort, base) };
  const [, tag = '', content = ''] = /<form([^>]*)>([\s\S]*?)<\/form>/.exec(html) ?? [];
  const action = attribute(tag, 'action');
  if (action === undefined) return undefined;
  const body = fieldsOf(content, writing);
  if (writing.denies && html.includes('name="abort"')) body.set('abort', 'yes');
  return { url: new URL(action, base), body };
}

function fieldsOf(content: string, { answers }: Writing): URLSearchParams {
  const body = new URLSearchParams();
  for (const [input] of content.matchAll(/<input[^>]*>/g)) {
    const name = attribute(input, 'name');
    if (name !== undefined) body.set(name, attribute(input, 'value') ?? answers[name] ?? '');
  }
  return body;
}

function attribute(tag: string, name: string): string | undefined {
  return new RegExp(`${name}="([^"]*)"`).exec(tag)?.[1]?.replaceAll('&amp;', '&');
}
