export {
  type ChipFacts,
  createFlow,
  type Flow,
  type FlowContext,
  type FlowEvent,
  type FlowNode,
} from "./machine.ts";
export { type Option, type Patch, QUESTION_IDS, type QuestionId, QUESTIONS } from "./questions.ts";
export { reach } from "./reach.ts";
export { offeredOptions } from "./routing.ts";
