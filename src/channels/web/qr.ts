import { encode } from "uqr";
import { type Html, html } from "./html.ts";

/** Light modules around the code; readers need four. */
const QUIET = 4;

/** A QR code as a drawing, black on white in every colour scheme. Level M survives a crease in the paper. */
export function qrCode(text: string, label: string): Html {
  const { data, size } = encode(text, { ecc: "M", boostEcc: false, border: QUIET });
  return html`<svg
    class="qr"
    xmlns="http://www.w3.org/2000/svg"
    viewBox="0 0 ${size} ${size}"
    role="img"
    aria-label="${label}"
    shape-rendering="crispEdges"
  >
    <rect width="${size}" height="${size}" fill="#fff" />
    <path fill="#000" d="${data.map(runsOf).join("")}" />
  </svg>`;
}

/** The dark runs of a row, a rectangle each. */
function runsOf(row: readonly boolean[], y: number): string {
  const starts = row.flatMap((dark, x) => (dark && !row[x - 1] ? [x] : []));
  return starts
    .map((x) => {
      const light = row.indexOf(false, x);
      const width = (light < 0 ? row.length : light) - x;
      return `M${x} ${y}h${width}v1h-${width}z`;
    })
    .join("");
}
