import { buildWeb } from "../../scripts/build-web.ts";

/** Before all tests: they show the browser what its sources say now. */
export default async function build(): Promise<void> {
  const { NODE_ENV } = process.env;
  await buildWeb();
  process.env["NODE_ENV"] = NODE_ENV;
}
