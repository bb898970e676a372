import type { Shape } from "./talk.ts";

const SVG = "http://www.w3.org/2000/svg";
/** Shapes alone: nothing that runs, loads or holds another document. */
const SHAPES =
  /^(svg|g|defs|symbol|title|desc|path|rect|circle|ellipse|line|poly(line|gon)|text|tspan|marker|clipPath)$/;
/** What could run or load something, and styles, which a strict page forbids. */
const FORBIDDEN = /^on|href$|^style$/i;

/** Draws a shape and what it holds, node by node: no markup is read, so a page may require Trusted Types. */
export function draw([name, attributes, ...content]: Shape): SVGElement {
  const element = document.createElementNS(SVG, SHAPES.test(name) ? name : "g");
  for (const [key, value] of Object.entries(attributes)) {
    if (!FORBIDDEN.test(key)) element.setAttribute(key, value);
  }
  element.append(...content.map((part) => (typeof part === "string" ? part : draw(part))));
  return element;
}
