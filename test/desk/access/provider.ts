import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import Provider from "oidc-provider";

/** A real provider of OpenID Connect on this machine, with whoever it is told. */
export interface TestProvider {
  readonly issuer: string;
  /** Who is in which groups; whoever is not named here, in none. */
  readonly groups: Map<string, readonly string[]>;
  stop(): Promise<void>;
}

export const CLIENT = { clientId: "tokeru", clientSecret: "synthetic-client-secret" } as const;

/** Serves anything on a free port of this machine. */
export async function listening(listener: RequestListener): Promise<{ server: Server; url: string }> {
  const server = createServer(listener);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return { server, url: `http://127.0.0.1:${address.port}` };
}

/** A port that is free now. */
export async function freePort(): Promise<number> {
  const { server, url } = await listening(() => {});
  server.close();
  await once(server, "close");
  return Number(new URL(url).port);
}

/**
 * Starts a provider whose sign-in takes any name with any password, and which sends people back to this address
 * alone. It demands PKCE.
 */
export async function startProvider(redirectUri: string): Promise<TestProvider> {
  let answer: RequestListener = (_request, response) => void response.writeHead(503).end();
  const { server, url } = await listening((request, response) => answer(request, response));
  const groups = new Map<string, readonly string[]>();
  const provider = new Provider(url, {
    clients: [
      {
        client_id: CLIENT.clientId,
        client_secret: CLIENT.clientSecret,
        redirect_uris: [redirectUri],
      },
    ],
    scopes: ["openid", "profile", "groups"],
    claims: { openid: ["sub"], profile: ["name"], groups: ["groups"] },
    pkce: { required: () => true },
    cookies: { keys: ["synthetic"] },
    findAccount: (_context: unknown, id: string) => ({
      accountId: id,
      claims: () => ({ sub: id, name: `架空 ${id}`, groups: groups.get(id) ?? [] }),
    }),
  });
  answer = provider.callback();
  return {
    issuer: url,
    groups,
    async stop() {
      if (!server.listening) return;
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
