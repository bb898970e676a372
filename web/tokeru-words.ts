/** What understands typed words, and what answers questions aside, for the widget without a server to bring. */
export { understand } from "../src/assistant/understand.ts";
export { readWords } from "../src/assistant/words.ts";
export { ASIDES } from "tokeru:asides";
