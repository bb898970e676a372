/** The talk with a person, for the widget to bring when somebody asks for one. */
export { personView } from "./views/person.ts";
