/** The guard, for the widget to bring when somebody writes. */
export { guard } from "../src/language/guard/index.ts";
