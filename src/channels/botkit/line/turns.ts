/** What one conversation has to do, one after the other; several side by side. */
export function createLanes() {
  const lanes = new Map<string, Promise<unknown>>();

  return function inLane<T>(conversation: string, work: () => Promise<T>): Promise<T> {
    const before = lanes.get(conversation) ?? Promise.resolve();
    const mine = before.then(work, work);
    lanes.set(conversation, mine);
    const leave = () => {
      if (lanes.get(conversation) === mine) lanes.delete(conversation);
    };
    mine.then(leave, leave);
    return mine;
  };
}

/** What `work` comes to, or `otherwise` where that takes longer than `limit`, in milliseconds. */
export async function within<T, U>(limit: number, work: Promise<T>, otherwise: U): Promise<T | U> {
  const { promise, resolve } = Promise.withResolvers<U>();
  const timer = setTimeout(() => resolve(otherwise), limit);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}
