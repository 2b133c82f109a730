// Following what takes its time on the server: as it goes on, through lost connections, to its end.
import { ask, Trouble } from "./app.js";

const retryMs = [500, 1000, 2000, 5000, 10000];

/**
 * Follows something that ends by its events. show(state) is called as it goes on; answers its last state, in which it is not "running" any more.
 * A connection that breaks for good (a server that starts again, a balancer) is not the end: how it stands is asked then, as long as it takes. What is not there any more is thrown as Trouble.
 */
export function follow(address, show = () => {}) {
  return new Promise((resolve, reject) => {
    let source = null;
    let failed = 0;
    const take = (state) => {
      failed = 0;
      show(state);
      if (state.state === "running") return false;
      source?.close();
      resolve(state);
      return true;
    };
    const listen = () => {
      source = new EventSource(`${address}/events`);
      source.addEventListener("message", (event) => take(JSON.parse(event.data)));
      source.addEventListener("error", () => { if (source.readyState === EventSource.CLOSED) look(); }); // else the browser tries again by itself
    };
    const look = async () => {
      try {
        const { content } = await ask("GET", address);
        if (!take(content)) setTimeout(listen, retryMs[0]);
      } catch (trouble) {
        if (trouble instanceof Trouble && trouble.status < 500 && trouble.status !== 429) reject(trouble);
        else setTimeout(look, retryMs[Math.min(failed++, retryMs.length - 1)]);
      }
    };
    listen();
  });
}
