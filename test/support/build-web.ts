import { buildWeb } from "../../scripts/build-web.ts";

/** Before all tests: they show the browser what its sources say now. */
export default buildWeb;
