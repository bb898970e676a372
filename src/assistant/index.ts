export {
  type CityPack,
  CityPackError,
  type Day,
  DEFAULT_CITY,
  type DeskHours,
  readCityPack,
} from "./city.ts";
export { readConversation } from "./stored.ts";
export { type Answer, type Conversation, type Rating, RATINGS } from "./conversation.ts";
export { fromLink, toLink } from "./link.ts";
export {
  type AnswerView,
  type Choice,
  type Outcome,
  type Reply,
  type Section,
  SECTION_IDS,
} from "./reply.ts";
export { type Slip, type SlipCounter } from "./slip.ts";
export { ALERT, type Effect, newConversation, turn, type TurnResult } from "./turn.ts";
export { type DeskStanding, type World } from "./world.ts";
export { type Command, COMMANDS, type Input } from "./input.ts";
