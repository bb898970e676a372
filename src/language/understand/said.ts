/** What is read by rule, one concept a file: things that are said in few ways each, but have to be meant. */
export { type Age, underAge } from "./said/age.ts";
export { type Circumstance, circumstances } from "./said/circumstances.ts";
export { issuedRuling } from "./said/issued.ts";
export { knows } from "./said/knows.ts";
export { lossRuling, withoutDeniedLoss } from "./said/lost.ts";
export { medium } from "./said/medium.ts";
export { monthsSinceExpiry } from "./said/months.ts";
export { notExpiredRuling } from "./said/not-expired.ts";
export type { Ruling } from "./said/ruling.ts";
export { residence } from "./said/stay.ts";
export type { Told } from "./said/told.ts";
export { triesRuling } from "./said/tries.ts";
export { who, type Who } from "./said/who.ts";
export { saysItWorks } from "./said/works.ts";
