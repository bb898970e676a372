import { LINE_API } from "./api.ts";

/** Where LINE takes files. */
const LINE_DATA_API = "https://api-data.line.me";

/** What LINE answered: the status (0: there was no answer) and the JSON, whatever it is. */
export interface Answered {
  readonly status: number;
  readonly json: unknown;
  /** When, by LINE's clock, epoch milliseconds; left out: it does not tell. */
  readonly at?: number;
}

/** A picture to upload. */
export interface Upload {
  readonly type: "image/png";
  readonly bytes: Buffer;
}

/** LINE's calls that set an account up and ask about it and about people. None throws; each has a time limit. */
export interface AccountApi {
  get(path: string): Promise<Answered>;
  put(path: string, body: object): Promise<Answered>;
  post(path: string, body?: object): Promise<Answered>;
  /** As a form, without the access token. */
  form(path: string, fields: Readonly<Record<string, string>>): Promise<Answered>;
  upload(path: string, file: Upload): Promise<Answered>;
  /** Whether a file was uploaded there. */
  isUploaded(path: string): Promise<boolean>;
  delete(path: string): Promise<Answered>;
}

/** `base`: where another server plays LINE, also for files; undefined: LINE itself. `timeout`: milliseconds. */
export function accountApiAt(base: string | undefined, accessToken: string, timeout: number): AccountApi {
  const bearer = { authorization: `Bearer ${accessToken}` };
  const asJson = { ...bearer, "content-type": "application/json" };

  async function call(root: string, path: string, init: RequestInit): Promise<Answered> {
    try {
      const signal = AbortSignal.timeout(timeout);
      const response = await fetch(new URL(path, root), { ...init, redirect: "error", signal });
      const at = Date.parse(response.headers.get("date") ?? "");
      const json = parse(await response.text());
      return { status: response.status, json, ...(!Number.isNaN(at) && { at }) };
    } catch {
      return { status: 0, json: undefined };
    }
  }
  const api = base ?? LINE_API;
  return {
    get: (path) => call(api, path, { headers: bearer }),
    put: (path, body) => call(api, path, { method: "PUT", headers: asJson, body: JSON.stringify(body) }),
    post: (path, body) =>
      call(api, path, {
        method: "POST",
        ...(body ? { headers: asJson, body: JSON.stringify(body) } : { headers: bearer }),
      }),
    form: (path, fields) => call(api, path, { method: "POST", body: new URLSearchParams(fields) }),
    upload: (path, { type, bytes }) =>
      call(base ?? LINE_DATA_API, path, {
        method: "POST",
        headers: { ...bearer, "content-type": type },
        body: new Uint8Array(bytes),
      }),
    isUploaded: async (path) => {
      const { status } = await call(base ?? LINE_DATA_API, path, { headers: bearer });
      return status === 200;
    },
    delete: (path) => call(api, path, { method: "DELETE", headers: bearer }),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
