// A page draws what it has heard when it comes to it, so whoever reads one looks again until it is there.
import {setTimeout as pause} from "node:timers/promises";

/// What `read` gives, once `check` has nothing against it; its last complaint, if it still has one after so many milliseconds.
export async function until(read, check, patience = 60000) {
  for (const end = Date.now() + patience;;) {
    const seen = await read();
    try {
      check(seen);
      return seen;
    } catch (complaint) {
      if (Date.now() > end) throw complaint;
    }
    await pause(50);
  }
}
