// Edits on their way to the server: sent one batch after the other, kept in the browser until the server has them, and those of others coming in.
import { ask, tell, words, Trouble } from "./app.js";

const W = words("matrix-script");
const retryMs = [1000, 2000, 5000, 10000, 30000];

/** The line to the server of one saved layer. given: { id, revision, onTheirs(edits), onConflict(conflicts), onRefused(edits), onReplaced(), onGone() } */
export class Line {
  constructor(given) {
    Object.assign(this, given);
    this.slot = "merlon-edits-" + this.id;
    this.waiting = load(this.slot);
    this.mine = new Set(this.waiting.map((one) => one.batch));
    this.isSending = false;
    this.failed = 0;
    this.listen();
    addEventListener("online", () => this.flush());
    if (this.waiting.length) this.flush();
  }

  /** Edits that the server has not confirmed. */
  get pending() { return this.waiting.flatMap((one) => one.edits); }

  send(edits) {
    const batch = crypto.randomUUID?.() ?? String(Math.random()).slice(2) + Date.now();
    this.mine.add(batch);
    this.waiting.push({ batch, edits });
    this.keep();
    this.flush();
  }

  async flush() {
    if (this.isSending || !this.waiting.length) return;
    this.isSending = true;
    while (this.waiting.length) {
      const { batch, edits } = this.waiting[0];
      try {
        const body = { batch, edits: edits.map(({ key, field, before, after }) => ({ technique: key.split("|")[0], tactic: key.split("|")[1], field, before, after })) };
        const { content } = await ask("POST", `/api/v1/layers/${this.id}/edits`, { body });
        this.waiting.shift();
        this.keep();
        if (this.failed) tell(W("online"));
        this.failed = 0;
        if (content.conflicts.length) this.onConflict(content.conflicts.map((one) => ({ ...one, key: one.technique + "|" + one.tactic })));
      } catch (trouble) {
        if (trouble instanceof Trouble && trouble.status < 500 && trouble.status !== 429) {
          this.waiting.shift();
          this.keep();
          this.onRefused(edits, trouble);
          continue;
        }
        if (!this.failed) tell(W("offline", this.pending.length), "bad");
        setTimeout(() => this.flush(), retryMs[Math.min(this.failed++, retryMs.length - 1)]);
        break;
      }
    }
    this.isSending = false;
  }

  listen() {
    this.events = new EventSource(`/api/v1/layers/${this.id}/events?since=${this.revision}`);
    this.events.addEventListener("gone", () => { this.events.close(); this.onGone(); });
    this.events.addEventListener("message", (event) => {
      const { edits } = JSON.parse(event.data);
      this.revision = edits.at(-1)?.revision ?? this.revision;
      if (edits.some((edit) => edit.field === "document")) { this.onReplaced(); return; }
      const pending = new Set(this.pending.map((edit) => edit.key + edit.field));
      const theirs = edits.filter((edit) => !this.mine.has(edit.batch)).map((edit) => ({ ...edit, key: edit.technique + "|" + edit.tactic })).filter((edit) => !pending.has(edit.key + edit.field));
      if (theirs.length) this.onTheirs(theirs);
    });
  }

  close() { this.events.close(); }

  keep() { try { if (this.waiting.length) localStorage.setItem(this.slot, JSON.stringify(this.waiting)); else localStorage.removeItem(this.slot); } catch { /* no storage: they wait in this page */ } }
}

function load(slot) { try { return JSON.parse(localStorage.getItem(slot)) ?? []; } catch { return []; } }
