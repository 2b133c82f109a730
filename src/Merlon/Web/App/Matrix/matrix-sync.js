// Edits on their way to the server: sent one batch after the other, kept in the browser until the server has them, and those of others coming in.
import { ask, tell, words, Trouble } from "./app.js";

const W = words("matrix-script");
const retryMs = [1000, 2000, 5000, 10000, 30000];
const partOf = (edit) => edit.key + edit.field;

/**
 * The line to the server of one saved layer. given: { id, revision, onTheirs(edits, theirs), onConflict(conflicts): whether somebody was asked, onLeft(conflicts), onRefused(edits), onReplaced(), onGone() }
 * What it calls may come after the layer was left: a line that is closed still sends what waits.
 */
export class Line {
  constructor(given) {
    Object.assign(this, given);
    this.shelf = new Shelf(this.id);
    this.waiting = this.shelf.load();
    this.mine = new Set(this.waiting.map((one) => one.batch));
    this.confirmed = new Map(); // by part: the revision at which the server had my edit of it
    this.isSending = false;
    this.isClosed = false;
    this.isSignedOut = false;
    this.isAway = false; // the reader was told that something waits
    this.failed = 0;
    this.listen();
    addEventListener("online", () => this.flush());
    if (this.waiting.length) this.flush();
  }

  /** Edits that the server has not confirmed. */
  get pending() { return this.waiting.flatMap((one) => one.edits); }

  send(edits) {
    const one = batchOf(edits);
    this.mine.add(one.batch);
    this.waiting.push(one);
    this.shelf.keep(one);
    this.flush();
  }

  async flush() {
    if (this.isSending) return;
    this.isSending = true;
    while (this.waiting.length) {
      const one = this.waiting[0];
      let content;
      try {
        const body = { batch: one.batch, edits: one.edits.map(({ key, field, before, after }) => ({ technique: key.split("|")[0], tactic: key.split("|")[1], field, before, after })) };
        ({ content } = await ask("POST", `/api/v1/layers/${this.id}/edits`, { body }));
      } catch (trouble) {
        if (this.waits(trouble)) break;
        this.done(one);
        this.onRefused(one.edits, trouble);
        continue;
      }
      this.done(one);
      [this.failed, this.isSignedOut] = [0, false];
      if (this.isAway && !this.waiting.length) { this.isAway = false; tell(W("online")); }
      this.take(one, content);
    }
    this.isSending = false;
  }

  // Whether it is tried again later: no answer, a server in trouble, or a session that has ended (its form key is refused until the page is loaded again).
  waits(trouble) {
    const status = trouble instanceof Trouble ? trouble.status : 0;
    if (status === 401) this.isSignedOut = true;
    if (status >= 400 && status < 500 && status !== 429 && status !== 408 && !this.isSignedOut) return false;
    if (!this.isAway) tell(this.isSignedOut ? W("signed.out", this.pending.length) : W("offline", this.pending.length), "bad");
    this.isAway = true;
    setTimeout(() => this.flush(), retryMs[Math.min(this.failed++, retryMs.length - 1)]);
    return true;
  }

  done(one) {
    this.waiting.shift();
    this.shelf.drop(one);
  }

  take(one, content) {
    const conflicts = content.conflicts.map((conflict) => ({ ...conflict, key: conflict.technique + "|" + conflict.tactic }));
    const refused = new Set(conflicts.map(partOf));
    if (content.applied > 0) for (const edit of one.edits) if (!refused.has(partOf(edit))) this.confirmed.set(partOf(edit), content.revision);
    if (!conflicts.length) return;
    const again = batchOf(one.edits.filter((edit) => refused.has(partOf(edit))));
    this.shelf.keep(again); // until somebody has chosen: a page that is closed before asks when it is opened again
    Promise.resolve(this.onConflict(conflicts)).then((wasAsked) => { if (wasAsked) this.shelf.drop(again); else this.onLeft(conflicts); });
  }

  listen() {
    this.events = new EventSource(`/api/v1/layers/${this.id}/events?since=${this.revision}`);
    this.events.addEventListener("gone", () => { this.close(); this.onGone(); });
    this.events.addEventListener("message", (event) => this.hear(JSON.parse(event.data).edits));
    this.events.addEventListener("error", () => { // a connection that was refused is not tried again by the browser
      if (!this.isClosed && this.events.readyState === EventSource.CLOSED) setTimeout(() => { if (!this.isClosed) this.listen(); }, retryMs[2]);
    });
  }

  // In the order of the server, so that its last word stands; but not over what is newer here: edits on their way, and those that came after these.
  hear(edits) {
    const news = edits.filter((edit) => edit.revision > this.revision);
    this.revision = news.at(-1)?.revision ?? this.revision;
    if (news.some((edit) => edit.field === "document")) { this.onReplaced(); return; }
    const pending = new Set(this.pending.map(partOf));
    const fresh = news.map((edit) => ({ ...edit, key: edit.technique + "|" + edit.tactic })).filter((edit) => !pending.has(partOf(edit)) && !(this.confirmed.get(partOf(edit)) >= edit.revision));
    for (const [part, revision] of this.confirmed) if (revision <= this.revision) this.confirmed.delete(part);
    if (fresh.length) this.onTheirs(fresh, fresh.filter((edit) => !this.mine.has(edit.batch)));
  }

  close() {
    this.isClosed = true;
    this.events.close();
  }
}

const batchOf = (edits) => ({ batch: crypto.randomUUID?.() ?? String(Math.random()).slice(2) + Date.now(), at: performance.timeOrigin + performance.now(), edits });

/** Batches in the browser's storage, one entry each, so that two windows on one layer never overwrite what the other one keeps. */
class Shelf {
  constructor(id) { this.prefix = `merlon-edits-${id}-`; }

  load() {
    const all = [];
    try {
      for (const key of Object.keys(localStorage)) if (key.startsWith(this.prefix)) all.push(JSON.parse(localStorage.getItem(key)));
    } catch { /* no storage, or nothing that can be read */ }
    return all.sort((a, b) => a.at - b.at);
  }

  keep(one) { try { localStorage.setItem(this.prefix + one.batch, JSON.stringify(one)); } catch { /* no storage: it waits in this page */ } }

  drop(one) { try { localStorage.removeItem(this.prefix + one.batch); } catch { /* there is none */ } }
}
