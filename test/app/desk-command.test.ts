import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it, vi } from "vitest";
import { isPassword } from "../../src/desk/access/passwords.ts";
import { openStore } from "../../src/store/index.ts";
import { serve, tokeru } from "../support/command.ts";
import { postgresMissing, startPostgres } from "../support/postgres.ts";

// Each command is a process of its own, on a machine that may be busy.
vi.setConfig({ testTimeout: 240_000 });

const folder = mkdtempSync(join(tmpdir(), "tokeru-desk-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let folders = 0;

/** Made up: of no use anywhere. */
const PASSWORD = "synthetic passphrase 1";
const OTHER = "another synthetic phrase";

const newData = () => join(folder, String(++folders));
const desk = (data: string, args: readonly string[], input = "") =>
  tokeru(["desk", ...args], { input, env: { TOKERU_DATA: data, TOKERU_LOG_LEVEL: "silent" } });
const addTanaka = (data: string) =>
  desk(data, ["add-user", "tanaka", "--name", "架空 花子", "--role", "lead"], `${PASSWORD}\n`);

/** Signs in over HTTP: the address that it leads to. */
async function signIn(url: string, id: string, password: string): Promise<string | null> {
  const answer = await fetch(`${url}/desk/sign-in`, {
    method: "POST",
    redirect: "manual",
    headers: { origin: url },
    body: new URLSearchParams({ id, password }),
    signal: AbortSignal.timeout(30_000),
  });
  return answer.headers.get("location");
}

describe("tokeru desk", () => {
  it("makes an account whose password comes from standard input, and is kept as a hash alone", async () => {
    const data = newData();
    const made = await addTanaka(data);
    expect(made).toEqual({ code: 0, stdout: "tanaka may sign in now.\n", stderr: "" });
    const store = await openStore({ file: join(data, "tokeru.sqlite") });
    const user = await store.users.find("tanaka");
    const noted = await store.audit.about("tanaka", 9);
    await store.close();
    expect(user).toMatchObject({ name: "架空 花子", role: "lead", subject: null });
    expect(await isPassword(PASSWORD, user?.password)).toBe(true);
    expect(noted).toMatchObject([{ actor: "operator", action: "user.add", detail: { role: "lead" } }]);
    const listed = await desk(data, ["list-users"]);
    expect(listed.stdout).toBe("tanaka\tlead\t架空 花子\n");
  });

  it("changes accounts, and says how they are", async () => {
    const data = newData();
    await addTanaka(data);
    expect((await desk(data, ["set-role", "tanaka", "--role", "auditor"])).code).toBe(0);
    expect((await desk(data, ["set-password", "tanaka"], `${OTHER}\n`)).code).toBe(0);
    expect((await desk(data, ["disable-user", "tanaka"])).stdout).toContain("is signed out");
    expect((await desk(data, ["list-users"])).stdout).toBe("tanaka\tauditor\t架空 花子\tdisabled\n");
    expect((await desk(data, ["enable-user", "tanaka"])).code).toBe(0);
    const store = await openStore({ file: join(data, "tokeru.sqlite") });
    const user = await store.users.find("tanaka");
    await store.close();
    expect(await isPassword(OTHER, user?.password)).toBe(true);
  });

  it("says what is wrong, and changes nothing", async () => {
    const data = newData();
    await addTanaka(data);
    const sato = ["add-user", "sato", "--name", "x", "--role"];
    const cases: readonly (readonly [readonly string[], string, RegExp])[] = [
      [[...sato, "agent"], "short", /fewer than 12 characters/],
      [[...sato, "agent"], "", /fewer than 12 characters/],
      [[...sato, "agent"], "sato sato 123", /contains the id/],
      [[...sato, "boss"], PASSWORD, /agent, lead/],
      [["add-user", "oidc.x", "--name", "x", "--role", "agent"], PASSWORD, /small letters/],
      [["add-user", "tanaka", "--name", "x", "--role", "agent"], PASSWORD, /already/],
      [["disable-user", "nobody"], "", /no account nobody/],
    ];
    for (const [args, input, message] of cases) {
      const refused = await desk(data, args, input);
      expect(refused).toMatchObject({ code: 1, stdout: "", stderr: expect.stringMatching(message) });
      expect(refused.stderr).not.toMatch(/\n\s+at /);
    }
    expect((await desk(data, ["list-users"])).stdout).toBe("tanaka\tlead\t架空 花子\n");
  });

  it("takes no password as an argument", async () => {
    const help = await desk(newData(), ["add-user", "--help"]);
    expect(help.stdout).toContain("never an argument");
    const args = ["add-user", "sato", "--name", "x", "--role", "agent", "--password", PASSWORD];
    expect((await desk(newData(), args)).code).toBe(1);
  });

  it("works while the server has the database, for whoever may enter its folder", async () => {
    const data = newData();
    const { child, url } = await serve({ TOKERU_DATA: data, TOKERU_LOG_LEVEL: "silent" });
    try {
      expect(statSync(join(data, "desk.sock")).mode & 0o777).toBe(0o600);
      expect((await addTanaka(data)).stdout).toBe("tanaka may sign in now.\n");
      expect((await addTanaka(data)).stderr).toContain("already");
      expect(await signIn(url, "tanaka", PASSWORD)).toBe("/desk");
      expect((await desk(data, ["list-users"])).stdout).toContain("tanaka\tlead");
      await desk(data, ["disable-user", "tanaka"]);
      expect(await signIn(url, "tanaka", PASSWORD)).toBeNull();
    } finally {
      child.kill("SIGKILL");
      await new Promise((resolve) => child.once("exit", resolve));
    }
    // What the killed one has left behind is in nobody's way.
    expect((await desk(data, ["enable-user", "tanaka"])).code).toBe(0);
    const again = await serve({ TOKERU_DATA: data, TOKERU_LOG_LEVEL: "silent" });
    try {
      expect((await desk(data, ["list-users"])).stdout).toBe("tanaka\tlead\t架空 花子\n");
    } finally {
      again.child.kill("SIGTERM");
      await new Promise((resolve) => again.child.once("exit", resolve));
    }
  });

  it.skipIf(postgresMissing)("needs no door on PostgreSQL, which several may use", async () => {
    const server = await startPostgres();
    try {
      const env = { TOKERU_DATA: newData(), TOKERU_DATABASE_URL: await server.newDatabase() };
      const args = ["desk", "add-user", "tanaka", "--name", "架空 花子", "--role", "admin"];
      expect((await tokeru(args, { input: PASSWORD, env })).code).toBe(0);
      expect((await tokeru(["desk", "list-users"], { env })).stdout).toBe("tanaka\tadmin\t架空 花子\n");
    } finally {
      await server.stop();
    }
  });
});
