export type * from "./labels.ts";
export type { Told } from "./said.ts";
export { isSure, SURE } from "./sure.ts";
export { understand, type Understanding } from "./understand.ts";
