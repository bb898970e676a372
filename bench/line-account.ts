/** The made-up LINE account of the measurements: at home on this machine, and nowhere else. */
export const CHANNEL_SECRET = "bench-channel-secret-not-a-real-one";
export const ACCESS_TOKEN = "bench-access-token-not-a-real-one";
