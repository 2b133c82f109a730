// Comments and tasks on a page: shown at once, sent then, taken back when the server refuses. Others' words appear by themselves.
import { ask, h, language, tell, unpressed } from "./app.js";
import { mergeDialog } from "./talk-merge.js";

const lookEveryMs = 8000;
const hereEveryMs = 20000;
const linked = /(https?:\/\/[^\s<>"]{1,500})|(?<![\w@.])(@[\p{L}\p{Nd}](?:[\p{L}\p{Nd}._+-]{0,97}[\p{L}\p{Nd}_])?)|\b(TA\d{4}|T\d{4}(?:\.\d{3})?|[GSMCA]\d{4}|D[SC]\d{4}|DET\d{4}|AN\d{4})\b/gu;

function textsOf(place) {
  const own = place.querySelector("[data-talk-texts]") ?? document.querySelector("[data-talk-texts]");
  const texts = JSON.parse(own.textContent);
  return (key, ...values) => (texts[key] ?? key).replace(/\{(\d)\}/g, (_, at) => values[at] ?? "");
}

/** A comment's text as nodes, linked as the server links it. */
export function linkedWords(text) {
  const nodes = [];
  let from = 0;
  for (const match of text.matchAll(linked)) {
    const shown = match[1] ? match[0].replace(/[.,;:!?)]+$/, "") : match[0];
    nodes.push(text.slice(from, match.index));
    if (match[1]) nodes.push(h("a", { href: shown, rel: "noopener noreferrer nofollow" }, shown));
    else nodes.push(match[2] ? h("b", { class: "mention" }, shown) : h("a", { href: `/knowledge/${shown}` }, shown));
    from = match.index + shown.length;
  }
  return [...nodes, text.slice(from)];
}

const moment = new Intl.DateTimeFormat(document.documentElement.lang === "en" ? "en-GB" : language(), { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", timeZone: "UTC" });

class Talk {
  constructor(place) {
    this.place = place;
    this.text = textsOf(place);
    this.address = `/api/v1/talk/${encodeURIComponent(place.dataset.talk)}`;
    this.comments = new Map();
    this.writtenAt = 0;
    this.list = place.querySelector("[data-talk-comments]");
    place.querySelector("[data-talk-say]")?.addEventListener("submit", (event) => this.say(event));
    place.querySelector("[data-talk-say] textarea")?.addEventListener("input", () => { this.writtenAt = Date.now(); });
    place.querySelector("[data-talk-watch]")?.addEventListener("change", (event) => this.watch(event.target));
    place.querySelector("[data-task-new]")?.addEventListener("submit", (event) => this.askFor(event));
    this.list.addEventListener("click", (event) => this.act(event));
    for (const text of this.list.querySelectorAll(".comment-text")) {
      const item = text.closest(".comment");
      this.comments.set(item.dataset.id, { id: item.dataset.id, text: text.textContent.trim(), revision: Number(item.dataset.revision) });
    }
    setInterval(() => !document.hidden && this.look(), lookEveryMs);
    setInterval(() => !document.hidden && this.stay(), hereEveryMs);
    document.addEventListener("visibilitychange", () => { if (!document.hidden) { this.look(); this.stay(); } });
    this.stay();
    ask("POST", "/api/v1/notices/seen", { body: { subject: place.dataset.talk } }).catch(() => {});
  }

  async say(event) {
    event.preventDefault();
    const field = event.target.querySelector("textarea");
    const text = field.value.trim();
    if (!text) return;
    const pending = this.item({ id: "pending", author: this.place.dataset.me, author_name: this.text("you"), text, made_at: new Date().toISOString(), revision: 0 });
    pending.classList.add("pending");
    this.list.append(pending);
    this.count(1);
    field.value = "";
    this.writtenAt = 0;
    try {
      const { content } = await ask("POST", `${this.address}/comments`, { body: { text } });
      pending.replaceWith(this.item(content));
    } catch (trouble) {
      pending.remove();
      this.count(-1);
      field.value = field.value ? `${text}\n\n${field.value}` : text; // what was typed meanwhile stays, too
      field.focus();
      tell(trouble.message, "bad");
    }
  }

  act(event) {
    const item = event.target.closest(".comment");
    if (event.target.closest("[data-edit]")) this.edit(item);
    const remove = event.target.closest("[data-delete]");
    if (!remove) return;
    if (remove.dataset.sure) this.remove(item);
    else {
      remove.dataset.sure = "yes";
      remove.textContent = this.text("delete.sure");
      setTimeout(() => { delete remove.dataset.sure; remove.textContent = this.text("delete"); }, 5000);
    }
  }

  edit(item, typed) {
    const comment = this.comments.get(item.dataset.id);
    const field = h("textarea", { "aria-label": this.text("edit"), rows: "4" });
    field.value = typed ?? comment.text;
    const words = item.querySelector(".comment-text");
    const acts = item.querySelector(".comment-acts");
    const close = () => { form.remove(); words.hidden = acts.hidden = false; acts.querySelector("[data-edit]").focus(); };
    const form = h("form", { class: "talk-say", onsubmit: (event) => { event.preventDefault(); const text = field.value.trim(); close(); if (text) this.save(item, comment, text, comment.text); } },
      field, h("div", { class: "row end" }, h("button", { type: "button", onclick: close }, this.text("cancel")), h("button", { class: "primary" }, this.text("save"))));
    words.hidden = acts.hidden = true;
    item.append(form);
    field.focus();
  }

  async save(item, comment, text, base) {
    const words = item.querySelector(".comment-text");
    words.replaceChildren(...linkedWords(text));
    item.classList.add("pending");
    try {
      const { content } = await ask("PUT", `/api/v1/comments/${comment.id}`, { body: { text }, ifMatch: `"${comment.revision}"` });
      item.replaceWith(this.item(content));
    } catch (trouble) {
      item.classList.remove("pending");
      words.replaceChildren(...linkedWords(base));
      const now = trouble.problem?.now;
      if (trouble.status !== 412 || !now) {
        tell(trouble.message, "bad");
        this.edit(item, text); // what was typed is not lost: it can be saved again
        return undefined;
      }
      const merged = await mergeDialog({ mine: text, theirs: now.text, base, texts: this.mergeTexts() });
      const fresh = this.item(now);
      (this.list.querySelector(`#comment-${now.id}`) ?? item).replaceWith(fresh); // a look may have put another one in its place while the dialog was open
      if (merged !== null && merged !== now.text) this.save(fresh, now, merged, now.text);
    }
    return undefined;
  }

  async remove(item) {
    const kept = item.cloneNode(true);
    const asks = kept.querySelector("[data-delete]");
    if (asks) { delete asks.dataset.sure; asks.textContent = this.text("delete"); }
    item.querySelector(".comment-acts")?.remove();
    item.querySelector(".comment-text").replaceWith(h("p", { class: "comment-gone muted" }, this.text("gone", this.text("you"))));
    this.count(-1);
    try {
      const { content } = await ask("DELETE", `/api/v1/comments/${item.dataset.id}`, { ifMatch: `"${item.dataset.revision}"` });
      item.replaceWith(this.item(content));
    } catch (trouble) {
      item.replaceWith(kept);
      this.count(1);
      tell(trouble.message, "bad");
      this.look();
    }
  }

  /** What others said since; what one is writing in, or was sent and not answered yet, stays as it is. */
  async look() {
    const isBusy = () => this.list.querySelector("form, .pending") !== null;
    if (isBusy()) return;
    let content;
    try {
      ({ content } = await ask("GET", this.address));
    } catch {
      return; // the next look may find the server again
    }
    await unpressed();
    if (isBusy()) return; // begun while the answer was on its way: the next look sees it, too
    for (const comment of content.comments) {
      const item = this.list.querySelector(`#comment-${comment.id}`);
      if (!item) this.list.append(this.item(comment));
      else if (Number(item.dataset.revision) < comment.revision) item.replaceWith(this.item(comment)); // an answer may be older than what is shown
    }
    this.count(this.list.querySelectorAll(".comment:not(:has(.comment-gone))").length - Number(this.place.querySelector("[data-talk-count]").textContent));
    const tasks = this.place.querySelector("[data-talk-tasks]");
    for (const task of content.tasks) placeTask(tasks, task, this.text, this.place.dataset.analyst === "yes");
  }

  async stay() {
    try {
      const { content } = await ask("POST", `${this.address}/here`, { body: { writing: Date.now() - this.writtenAt < hereEveryMs } });
      const names = content.here.map((who) => (who.writing ? this.text("here.writing", who.name) : who.name));
      const said = names.length ? this.text("here", names.join(", ")) : "";
      const place = this.place.querySelector("[data-talk-here]");
      if (place.textContent !== said) place.textContent = said;
    } catch { /* whoever is here is not told for once */ }
  }

  // One after the other, so that the last choice is the one that stays.
  watch(box) {
    const wanted = box.checked;
    this.watching = (this.watching ?? Promise.resolve()).then(async () => {
      try {
        await ask("PUT", `${this.address}/watch`, { body: { watching: wanted } });
      } catch (trouble) {
        if (box.checked === wanted) box.checked = !wanted;
        tell(trouble.message, "bad");
      }
    });
  }

  async askFor(event) {
    event.preventDefault();
    const form = event.target;
    if (form.ariaBusy === "true") return; // it is on its way already
    form.ariaBusy = "true";
    const fields = Object.fromEntries(["title", "assignee", "due", "priority"].map((name) => [name, form.elements[name].value]));
    try {
      const { content } = await ask("POST", `${this.address}/tasks`, { body: fields });
      placeTask(this.place.querySelector("[data-talk-tasks]"), content, this.text, true);
      this.place.querySelector("[data-talk-no-tasks]")?.remove();
      const isTyped = Object.entries(fields).some(([name, value]) => form.elements[name].value !== value); // the next one already
      if (!isTyped) { form.reset(); form.closest("details").open = false; }
    } catch (trouble) {
      tell(trouble.message, "bad");
    }
    form.ariaBusy = "false";
  }

  item(comment) {
    if (comment.deleted_by) this.comments.delete(comment.id);
    else this.comments.set(comment.id, comment);
    const isMine = comment.author === this.place.dataset.me;
    const mayDelete = isMine || this.place.dataset.administrator === "yes";
    return h("li", { class: "comment", id: `comment-${comment.id}`, "data-id": comment.id, "data-revision": String(comment.revision) },
      h("p", { class: "comment-by" }, h("b", {}, comment.author_name), " ", h("time", { datetime: comment.made_at }, `${moment.format(new Date(comment.made_at))} UTC`), comment.edited_at && !comment.deleted_by ? h("span", { class: "muted" }, ` · ${this.text("edited")}`) : ""),
      comment.deleted_by ? h("p", { class: "comment-gone muted" }, this.text("gone", comment.deleted_by)) : h("div", { class: "comment-text" }, linkedWords(comment.text)),
      !comment.deleted_by && mayDelete ? h("div", { class: "row comment-acts" }, isMine ? h("button", { type: "button", class: "quiet", "data-edit": true }, this.text("edit")) : null, h("button", { type: "button", class: "quiet", "data-delete": true }, this.text("delete"))) : null);
  }

  count(change) {
    const place = this.place.querySelector("[data-talk-count]");
    place.textContent = Number(place.textContent) + change;
    this.place.querySelector("[data-talk-empty]").hidden = this.list.children.length > 0;
  }

  mergeTexts() {
    return { title: this.text("merge.title"), hint: this.text("merge.hint"), mine: this.text("merge.mine"), theirs: this.text("merge.theirs"), both: this.text("merge.both"), save: this.text("save"), cancel: this.text("cancel") };
  }
}

function placeTask(list, task, text, mayChange) {
  const made = h("li", { class: `task ${task.state}`, "data-task": task.id, "data-revision": String(task.revision) });
  const box = h("input", { type: "checkbox", "data-task-done": true });
  box.checked = task.state === "done";
  made.append(mayChange ? h("label", { class: "task-tick" }, box, " ", h("span", { class: "task-title" }, task.title)) : h("span", { class: "task-title" }, task.title));
  made.append(h("span", { class: "task-facts" },
    task.state === "open" ? null : h("span", { class: task.state === "done" ? "tag good" : "tag" }, text(`state.${task.state}`)),
    task.priority === "normal" ? null : h("span", { class: task.priority === "high" ? "tag warn" : "tag" }, text(`priority.${task.priority}`)),
    task.assignee ? h("span", {}, task.assignee) : null, task.due ? h("span", {}, `${text("until")} `, h("time", { datetime: task.due }, task.due)) : null));
  const there = list.querySelector(`[data-task="${CSS.escape(task.id)}"]`);
  if (!there) list.append(made);
  else if (Number(there.dataset.revision) < task.revision) {
    const hasFocus = there.contains(document.activeElement);
    const about = there.querySelector(".task-facts a");
    if (about) made.querySelector(".task-facts").append(about);
    there.replaceWith(made);
    if (hasFocus) made.querySelector("input, a")?.focus();
  }
}

/** Ticks a task off, or opens it again; a second tick while the first is on its way comes after it. */
async function tick(box) {
  const item = box.closest("[data-task]");
  item.classList.toggle("done", box.checked);
  if (item.dataset.sending) return;
  item.dataset.sending = "yes";
  const list = item.parentElement;
  const text = textsOf(item.closest("[data-talk], [data-talk-list]"));
  const wanted = box.checked;
  try {
    const { content } = await ask("PUT", `/api/v1/tasks/${item.dataset.task}`, { body: { state: wanted ? "done" : "open" }, ifMatch: `"${item.dataset.revision}"` });
    const isOtherwise = box.checked !== wanted;
    placeTask(list, content, text, true);
    const next = list.querySelector(`[data-task="${CSS.escape(item.dataset.task)}"] [data-task-done]`);
    if (isOtherwise && next && next.checked === wanted) { next.checked = !wanted; tick(next); }
  } catch (trouble) {
    delete item.dataset.sending;
    box.checked = !wanted;
    item.classList.toggle("done", box.checked);
    if (trouble.problem?.now) placeTask(list, trouble.problem.now, text, true);
    tell(trouble.message, "bad");
  }
}

document.addEventListener("change", (event) => { if (event.target.matches("[data-task-done]")) tick(event.target); });
for (const place of document.querySelectorAll("[data-talk]")) new Talk(place);
