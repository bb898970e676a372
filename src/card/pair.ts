/**
 * Sends a report to the conversation that shows a code. Outwards only, once, to the server that the person
 * named: over HTTPS, or plain HTTP to this computer alone.
 */
import type { CardReport } from "./report.ts";

/** What became of the report; all but the first left the conversation as it was. */
export type Sent =
  | "accepted"
  | "malformed"
  | "too_old"
  | "unknown_code"
  | "expired_code"
  | "too_many_attempts"
  | "unreachable";

const TIMEOUT_MS = 10_000;

/** Where reports are taken in. */
const REPORTS_PATH = "/api/card-reports";

/** Hosts that are this computer. */
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/**
 * The address to which a report may go.
 * @returns undefined where it is no address, has more than a host and a port, or is neither HTTPS nor this computer
 */
export function reportAddress(server: string): URL | undefined {
  if (!URL.canParse(server)) return undefined;
  const { protocol, hostname, origin, href } = new URL(server);
  const isSafe = protocol === "https:" || (protocol === "http:" && LOOPBACK.test(hostname));
  return isSafe && href === `${origin}/` ? new URL(REPORTS_PATH, origin) : undefined;
}

/** Posts one report. Follows no redirect: the report goes where the person said, or nowhere. */
export async function sendReport(address: URL, code: string, report: CardReport): Promise<Sent> {
  try {
    const response = await fetch(address, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ code, report }),
      redirect: "error",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (response.status === 429) return "too_many_attempts";
    return sentOf(await response.json());
  } catch {
    return "unreachable";
  }
}

const REFUSALS: readonly Sent[] = ["accepted", "malformed", "too_old", "unknown_code", "expired_code"];

function sentOf(answer: unknown): Sent {
  const result =
    typeof answer === "object" && answer !== null && "result" in answer ? answer.result : undefined;
  return REFUSALS.find((one) => one === result) ?? "unreachable";
}
