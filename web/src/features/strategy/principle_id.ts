const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const length = 16;

/** pri_ and 16 letters and digits at random. */
export function freshPrincipleId(): string {
  let id = 'pri_';
  // 248 is the largest multiple of 62 a byte holds: what is above it would favour the first digits.
  while (id.length < 4 + length) for (const byte of crypto.getRandomValues(new Uint8Array(length))) if (byte < 248 && id.length < 4 + length) id += digits[byte % 62];
  return id;
}
