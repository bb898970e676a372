/**
 * Cuts a text into pieces of at most `limit` UTF-16 units: at an empty line where there is one, else at the
 * end of a line, else at a space, else between two characters. White space at a cut goes, nothing else.
 */
export function splitText(text: string, limit: number): readonly string[] {
  const pieces: string[] = [];
  let rest = text.trim();
  while (rest.length > limit) {
    const end = cutAt(rest, limit);
    pieces.push(rest.slice(0, end).trimEnd());
    rest = rest.slice(end).trimStart();
  }
  return rest === "" ? pieces : [...pieces, rest];
}

const BREAKS = ["\n\n", "\n", " "] as const;

function cutAt(text: string, limit: number): number {
  const head = text.slice(0, limit + 1);
  // A cut far at the front would leave a bubble with one line in it: then rather a smaller break further on.
  const end = BREAKS.map((at) => head.lastIndexOf(at)).find((at) => at > limit / 2);
  return end ?? wholeCharacters(text, limit);
}

/** At most `limit` units of the text, with an ellipsis where something is left out. */
export function clip(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, wholeCharacters(text, limit - 1))}…`;
}

/** The nearest length that does not cut a surrogate pair in two. */
function wholeCharacters(text: string, length: number): number {
  return /[\uD800-\uDBFF]/.test(text.charAt(length - 1)) ? length - 1 : length;
}
