import type { FastifyRequest } from "fastify";
import { isLang, type Lang } from "../../language/index.ts";
import type { Furigana } from "../rendered.ts";

/**
 * The language to greet somebody in, from what their browser asks for. Who asks for languages that are
 * not served yet, and for neither English nor Japanese, gets やさしい日本語.
 */
export function languageAskedFor(request: FastifyRequest): Lang {
  const wanted = preferred(request.headers["accept-language"] ?? "");
  return wanted.map((tag) => tag.split("-")[0]).find(isLang) ?? (wanted.length > 0 ? "ja-simple" : "ja");
}

/** Language tags, the most wanted first; "*" says nothing. */
function preferred(header: string): readonly string[] {
  return header
    .slice(0, 200)
    .toLowerCase()
    .split(",")
    .map((entry) => {
      const [tag = "", ...parameters] = entry.split(";").map((part) => part.trim());
      const quality = parameters.find((parameter) => parameter.startsWith("q="));
      return { tag, weight: quality ? Number(quality.slice(2)) : 1 };
    })
    .filter(({ tag, weight }) => /^[a-z]{2,3}\b/.test(tag) && weight > 0)
    .toSorted((one, other) => other.weight - one.weight)
    .map(({ tag }) => tag);
}

/** The form of readings that a program asks for: `?furigana=notation`, or brackets. */
export function furiganaAskedFor({ query }: FastifyRequest): Furigana {
  const isNotation = typeof query === "object" && query !== null && "furigana" in query;
  return isNotation && query.furigana === "notation" ? "notation" : "brackets";
}

/** A path without what follows it: answers that a link carries stay out of logs. */
export function pathOf(url: string): string {
  return url.split("?", 1)[0] ?? url;
}

/** A request as logs may know it: no address of the sender, no cookie, nothing that a link carried. */
export function requestForLog({ method, url }: FastifyRequest): { method: string; url: string } {
  return { method, url: pathOf(url) };
}
