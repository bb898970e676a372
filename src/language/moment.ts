import type { Lang } from "./langs.ts";

const JAPAN = "Asia/Tokyo";
/** Numbers alone in やさしい日本語: they need no readings. */
const DAY: Readonly<Record<Lang, readonly [string, Intl.DateTimeFormatOptions]>> = {
  ja: ["ja-JP", { month: "long", day: "numeric" }],
  "ja-simple": ["ja-JP", { month: "numeric", day: "numeric" }],
  en: ["en-GB", { month: "long", day: "numeric" }],
};

/** When something was written, as people say it in Japan: the time, and before it the day where that is another. */
export function momentIn(lang: Lang, at: number, now: number): string {
  const [locale, day] = DAY[lang];
  const time = new Date(at).toLocaleTimeString("ja-JP", {
    timeZone: JAPAN,
    hour: "numeric",
    minute: "2-digit",
  });
  const dayOf = (moment: number): string =>
    new Date(moment).toLocaleDateString(locale, { timeZone: JAPAN, ...day });
  return dayOf(at) === dayOf(now) ? time : `${dayOf(at)} ${time}`;
}
