import type { FastifyInstance, LightMyRequestResponse } from "fastify";

type Headers = Readonly<Record<string, string>>;
type Fields = Readonly<Record<string, string>>;

/** Somebody with a browser that keeps cookies, fills in the forms it is shown, and follows redirects. */
export class Visitor {
  readonly #app: FastifyInstance;
  readonly #headers: Headers;
  readonly cookies = new Map<string, string>();
  /** The page that is open. */
  path = "/";
  page = "";
  status = 0;

  constructor(app: FastifyInstance, headers: Headers = {}) {
    this.#app = app;
    this.#headers = { "sec-fetch-site": "same-origin", ...headers };
  }

  async open(path: string): Promise<this> {
    return this.#show(path, await this.#send("GET", path));
  }

  /** Ticks a choice and presses the button. */
  choose(value: string): Promise<this> {
    return this.submit("/answers", { choose: value });
  }

  /** Sends the form of the open page that leads to `action`, with what is filled in. */
  submit(action: string, fields: Fields = {}): Promise<this> {
    return this.post(action, { ...formFields(this.page, action), ...fields });
  }

  async post(action: string, fields: Fields): Promise<this> {
    return this.#show(action, await this.#send("POST", action, new URLSearchParams(fields).toString()));
  }

  /** Without following where it leads. */
  send(method: "GET" | "POST", path: string, payload?: string, headers: Headers = {}) {
    return this.#send(method, path, payload, headers);
  }

  async #show(path: string, response: LightMyRequestResponse): Promise<this> {
    if (response.statusCode === 303) return this.open(String(response.headers.location));
    this.path = path;
    this.page = response.body;
    this.status = response.statusCode;
    return this;
  }

  async #send(method: "GET" | "POST", url: string, payload?: string, headers: Headers = {}) {
    const response = await this.#app.inject({
      method,
      url,
      headers: {
        ...this.#headers,
        ...(payload !== undefined && { "content-type": "application/x-www-form-urlencoded" }),
        ...headers,
      },
      cookies: Object.fromEntries(this.cookies),
      ...(payload !== undefined && { payload }),
    });
    response.cookies.forEach(({ name, value }) => this.cookies.set(name, value));
    return response;
  }
}

/** Hidden fields and the ticked choice of a form. */
export function formFields(page: string, action: string): Fields {
  const form = page.match(new RegExp(`<form[^>]*action="${action}"[^>]*>(.*?)</form>`, "s"))?.[1];
  if (form === undefined) throw new Error(`No form leads to ${action}`);
  const inputs = [...form.matchAll(/<input\b([^>]*)>/g)].map(([, attributes = ""]) => attributes);
  return Object.fromEntries(
    inputs
      .filter((input) => input.includes('type="hidden"') || /\schecked\b/.test(input))
      .map((input) => [attribute(input, "name"), attribute(input, "value")]),
  );
}

function attribute(tag: string, name: string): string {
  return tag.match(new RegExp(`\\b${name}="([^"]*)"`))?.[1] ?? "";
}

/** The words of a page: no markup, no furigana, and spaces only where they part words. */
export function textOf(page: string): string {
  return page
    .replace(/<head>.*<\/head>/s, "")
    .replace(/<rt>.*?<\/rt>|<rp>.*?<\/rp>/gs, "")
    .replace(/<[^>]+>/g, "")
    .replace(/&(amp|lt|gt|quot|#39);/g, (entity) => ENTITIES[entity] ?? entity)
    .replace(/\s+/g, " ");
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&#39;": "'",
};
