/** Fact expiry: a fact past its review date has to be checked against its sources again before it ships. */
import * as tables from "../src/facts/review.ts";

const today = process.env["TOKERU_TODAY"] ?? new Date().toISOString().slice(0, 10);
const { overdue, next } = tables.reviewOn(today);
for (const { name, review } of overdue) console.error(`${name}: was to be reviewed by ${review}`);
if (overdue.length > 0) process.exit(1);
console.log(`facts: none is past its review date; the next is due on ${next}`);
