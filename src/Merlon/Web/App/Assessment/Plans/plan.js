// The plan: the slider moves over best plans that the server has computed, so nothing waits. Each stop is exact; pins ask the server for another frontier.
import { ask, debounced, h, tell, unpressed, words } from "./app.js";
import { follow } from "./insight.js";

const say = words("plan");
const source = document.getElementById("frontier");

/** The dearest plan that a budget pays for: points are by cost. */
export function pointAt(points, budget) {
  let [low, high] = [0, points.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (points[middle].cost <= budget) low = middle; else high = middle - 1;
  }
  return points[low]?.cost <= budget ? low : -1;
}

const tenths = (share) => (share * 100).toFixed(1);
// A step may bring so little that a tenth does not show it.
const rise = (share) => (share * 100 >= 0.05 ? tenths(share) : "< 0.1");
const percent = (share) => (share * 100).toFixed(1).replace(/\.0$/, "");

function desk(given) {
  let frontier = given, { points, measures, currency } = frontier;
  const slider = document.getElementById("budget"), sum = document.getElementById("sum"), mark = document.getElementById("mark");
  const facts = document.getElementById("facts"), answer = document.getElementById("answer");
  const most = Number(mark.ownerSVGElement.dataset.most) || 1;
  const money = (amount) => new Intl.NumberFormat("en", { maximumFractionDigits: 0 }).format(amount) + "\u00a0" + currency;
  let shown = -4;

  function show() {
    const budget = Number(slider.value), at = pointAt(points, budget);
    const point = points[at];
    sum.textContent = money(budget);
    mark.setAttribute("x1", (budget / most) * 1000);
    mark.setAttribute("x2", (budget / most) * 1000);
    slider.setAttribute("aria-valuetext", say("value", money(budget), tenths(point?.worth ?? 0), percent(point?.covered ?? frontier.covered_before), point?.measures.length ?? 0));
    // Past what is proven for a plan and before the next one, something better may hide: at most what the next one's bound allows.
    const isBetween = Boolean(point && points[at + 1] && budget > point.up_to);
    const showing = at * 2 + isBetween;
    if (showing === shown) return;
    const isSamePlan = shown >= 0 && showing >> 1 === shown >> 1;
    shown = showing;
    facts.replaceChildren(factsOf(isBetween ? { ...point, proven: false, bound: points[at + 1].bound, between: true } : point));
    if (isSamePlan) return;
    const held = [...answer.querySelectorAll("button, summary")].indexOf(document.activeElement); // who is among the measures by keyboard stays there
    const opened = answer.querySelector("details")?.open;
    answer.replaceChildren(...answerOf(at));
    if (opened && answer.querySelector("details")) answer.querySelector("details").open = true;
    if (held >= 0) answer.querySelectorAll("button, summary")[held]?.focus({ preventScroll: true });
  }

  /** The stair, as the server draws it, with the band above it: what a dearer plan cannot be worth, a cheaper one cannot. */
  function draw() {
    const high = 160, top = Math.max(0.001, points[points.length - 1]?.worth ?? 0);
    const x = (cost) => ((cost / most) * 1000).toFixed(2), y = (worth) => Math.max(0, high - 6 - ((high - 26) * worth) / top).toFixed(2);
    const stair = `M 0 ${y(0)}${points.map((point) => ` H ${x(point.cost)} V ${y(point.worth)}`).join("")} H 1000`;
    const band = points.map((point, at) => {
      const isBetween = points[at + 1] && point.up_to < points[at + 1].cost - 0.011;
      return ` H ${x(point.cost)} V ${y(point.bound)}${isBetween ? ` H ${x(point.up_to)} V ${y(points[at + 1].bound)}` : ""}`;
    });
    const svg = mark.ownerSVGElement;
    svg.querySelector(".line").setAttribute("d", stair);
    svg.querySelector(".area").setAttribute("d", `${stair} L 1000 ${high} L 0 ${high} Z`);
    // There and back: over the bounds to the right, under them along the stair to the left.
    const back = points.map((point) => ` V ${y(point.worth)} H ${x(point.cost)}`).reverse().join("");
    svg.querySelector(".open").setAttribute("d", `M 0 ${y(0)}${band.join("")} H 1000${back} V ${y(0)} Z`);
  }

  function factsOf(point) {
    const taken = (point?.measures ?? []).map((place) => measures[place]);
    const days = {};
    for (const measure of taken) for (const [role, count] of Object.entries(measure.days)) days[role] = (days[role] ?? 0) + count;
    const yearly = taken.reduce((all, one) => all + one.yearly, 0), present = taken.reduce((all, one) => all + one.present, 0);
    const covered = point?.covered ?? frontier.covered_before;
    const gap = point && point.bound > 0 ? Math.max(0, (point.bound - point.worth) / point.bound) : 0;
    return h("dl", {},
      h("div", {}, h("dt", {}, say("worth")), h("dd", {}, h("b", {}, say("points", tenths(point?.worth ?? 0))), h("small", {}, !point || point.proven ? say("worth.note") : say("worth.bound", tenths(point.bound))))),
      h("div", {}, h("dt", {}, say("covered")), h("dd", {}, h("b", {}, percent(covered) + "\u00a0%"), h("meter", { class: "plan-meter", min: 0, max: 1, value: covered, "aria-hidden": "true" }), h("small", {}, say("covered.from", percent(frontier.covered_before) + "\u00a0%")))),
      h("div", {}, h("dt", {}, say("cost")), h("dd", {}, h("b", {}, money(point?.cost ?? 0)), h("small", {}, say("cost.yearly", money(yearly), money(present), frontier.horizon_years)))),
      h("div", {}, h("dt", {}, say("days")), h("dd", {}, Object.keys(days).length === 0 ? say("days.none") : Object.entries(days).map(([role, count]) => `${role === "anybody" ? say("days.anybody") : role} ${Math.round(count * 10) / 10}`).join(", "))),
      h("div", {}, h("dt", {}, say("sure")), h("dd", {}, !point || point.proven ? h("span", { class: "tag good" }, say("sure.proven")) : say("sure.gap", (Math.ceil(gap * 1000) / 10).toFixed(1)), point ? h("small", {}, point.proven ? say("sure.span", money(point.up_to)) : say(point.between ? "sure.between" : frontier.final ? "sure.gap.note" : "sure.gap.open")) : "")));
  }

  function answerOf(at) {
    const point = points[at], next = points[at + 1];
    const taken = new Set(point?.measures ?? []);
    const parts = [h("h2", {}, say("measures")), listOf([...taken].sort(byGain), "")];
    parts.push(h("section", { class: "plan-next callout" }, h("h3", {}, say("next")), ...(next ? stepOf(point, next) : [h("p", {}, say("next.none"))])));
    const others = measures.map((_, place) => place).filter((place) => !taken.has(place) && measures[place].gain_alone > 0).sort(byGain);
    if (others.length > 0) parts.push(h("details", {}, h("summary", {}, `${say("others")} (${others.length})`), listOf(others, "")));
    return parts;
  }

  function stepOf(point, next) {
    const now = new Set(point?.measures ?? []), then = new Set(next.measures);
    const joins = next.measures.filter((place) => !now.has(place)), leaves = (point?.measures ?? []).filter((place) => !then.has(place));
    return [
      h("p", {}, say("next.says", money(next.cost - (point?.cost ?? 0)), rise(next.worth - (point?.worth ?? 0)), percent(next.covered))),
      h("ul", { class: "home-moves" }, joins.map((place) => h("li", {}, h("span", { class: "tag good" }, say("next.joins")), " ", h("bdi", {}, measures[place].title))), leaves.map((place) => h("li", {}, h("span", { class: "tag warn" }, say("next.leaves")), " ", h("bdi", {}, measures[place].title)))),
    ];
  }

  const byGain = (one, other) => measures[other].gain_alone - measures[one].gain_alone || one - other;

  function listOf(places, kind) {
    const head = ["measure", "measure.kind", "measure.cost", "measure.days", "measure.alone", "measure.owner"].map((key, i) => h("th", { scope: "col", class: i >= 2 && i <= 4 ? "num" : "" }, say(key)));
    return h("div", { class: "table plan-list" }, h("table", {}, h("thead", {}, h("tr", {}, head, h("th", { scope: "col" }, h("span", { class: "vh" }, say("pinned"))))), h("tbody", {}, places.map((place) => rowOf(measures[place], kind)))));
  }

  function rowOf(measure, kind) {
    const isMust = frontier.must.includes(measure.id), isOut = frontier.exclude.includes(measure.id);
    return h("tr", { class: kind },
      h("th", { scope: "row" }, h("bdi", {}, measure.title)),
      h("td", {}, measure.kind),
      h("td", { class: "num" }, money(measure.total), measure.own ? "" : h("small", { title: say("measure.assumed.note") }, " " + say("measure.assumed"))),
      h("td", { class: "num" }, Object.entries(measure.days).map(([role, count]) => (role === "anybody" ? count : `${role} ${count}`)).join(", ")),
      h("td", { class: "num" }, say("points", (measure.gain_alone * 100 / weight()).toFixed(1))),
      h("td", {}, h("bdi", {}, measure.owner ?? "")),
      h("td", {}, h("button", { type: "button", "aria-pressed": String(isMust), onclick: () => pin("must", measure.id, !isMust) }, isMust ? say("pinned.clear") : say("measure.must")), " ",
        isMust ? "" : h("button", { type: "button", "aria-pressed": String(isOut), onclick: () => pin("exclude", measure.id, !isOut) }, isOut ? say("pinned.clear") : say("measure.exclude"))));
  }

  // Gains are of the weighted threat: a share of the whole weight.
  const weight = () => frontier.weight;

  slider.addEventListener("input", show);
  const set = (budget) => { slider.value = budget; show(); };
  const jump = (by) => {
    const to = pointAt(points, Number(slider.value)) + by;
    if (points[to]) set(Math.ceil(points[to].cost)); else if (to < 0) set(0);
  };
  // Arrows go by a round sum, the page keys from one plan to the next; what a range does by itself would be one unit of money.
  const keys = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: "next", PageDown: "before" };
  slider.addEventListener("keydown", (event) => {
    const by = keys[event.key];
    if (by === undefined) return;
    event.preventDefault();
    if (by === "next") jump(1); else if (by === "before") jump(-1);
    else set(Math.min(Number(slider.max), Math.max(0, Number(slider.value) + by * Number(slider.dataset.step))));
  });
  document.getElementById("less").addEventListener("click", () => jump(-1));
  document.getElementById("more").addEventListener("click", () => jump(1));
  document.getElementById("own")?.addEventListener("click", (event) => set(event.currentTarget.dataset.sum));
  draw();
  show();
  return (surer) => {
    frontier = surer;
    ({ points, measures, currency } = surer);
    shown = -4;
    draw();
    show();
  };
}

let query = null; // what was pinned already, even while the page for it is on its way

/** Asks for another frontier: the address holds what must be and must not be in it. */
function pin(list, id, isOn) {
  query ??= new URLSearchParams(location.search);
  for (const name of ["must", "exclude"]) {
    const names = new Set((query.get(name) ?? "").split(",").filter(Boolean));
    names.delete(id);
    if (isOn && name === list) names.add(id);
    if (names.size > 0) query.set(name, [...names].join(",")); else query.delete(name);
  }
  location.search = query.toString();
}

const place = "/api/v1/plan/frontier" + location.search;

/** While there is nothing to show: told how far the search is, and the page anew as soon as there is. */
function wait(element) {
  const progress = document.getElementById("progress");
  follow(element.dataset.job, (job) => {
    if (job.total > 0) { progress.max = job.total; progress.value = job.done; }
    if (job.detail) { document.getElementById("found").textContent = say("working.found", job.detail, job.done); location.reload(); }
  }, (job) => (job.state === "done" ? location.reload() : tell(say("failed", job.trouble ?? job.state), "bad")));
}

/** While it gets surer: the slider stays where it is, and what it shows becomes surer. */
function sharpen(element, take) {
  let known = "", asked = 0;
  const look = debounced(async () => {
    const mine = ++asked;
    let content;
    try { ({ content } = await ask("GET", place)); } catch { if (mine === asked) setTimeout(look, 3000); return; } // what is shown stays true meanwhile
    await unpressed();
    if (mine !== asked) return; // a surer one was asked for
    if (content.points) take(content);
    element.textContent = content.whole ? say("whole") : say(content.final ? "notwhole" : "surer", content.points.filter((point) => point.proven).length, content.points.length);
  }, 400);
  follow(element.dataset.job, (job) => { if (job.detail && job.detail !== known) { known = job.detail; look(); } }, look);
}

const waiting = document.querySelector(".plan-wait[data-job]"), sureness = document.getElementById("sureness");
if (waiting?.dataset.job) wait(waiting);
if (source) {
  const take = desk(JSON.parse(source.textContent));
  if (sureness?.dataset.job) sharpen(sureness, take);
}
