/** Makes something when it is first asked for, and no second time: models take a while to unpack. */
export function once<Made extends object>(make: () => Made): () => Made {
  let made: Made | undefined;
  return () => (made ??= make());
}
