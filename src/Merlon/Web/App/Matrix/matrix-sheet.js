// What comes out of a spreadsheet: text with tabs between fields, as it is pasted onto cells. No page is needed here: pure functions.

const linesMax = 5000;
const id = /^T\d{4}(?:\.\d{3})?$/i;

/** Lines of fields; a field in quotes may hold tabs, line breaks and doubled quotes. */
export function fieldsOf(text) {
  const lines = [[]];
  let at = 0;
  const body = text.replace(/\r\n?/g, "\n").replace(/\n+$/, "");
  while (at <= body.length) {
    let field = "";
    if (body[at] === '"') {
      at++;
      while (at < body.length && (body[at] !== '"' || body[at + 1] === '"')) { field += body[at]; at += body[at] === '"' ? 2 : 1; }
      at++;
    }
    while (at < body.length && body[at] !== "\t" && body[at] !== "\n") field += body[at++];
    lines.at(-1).push(field.trim());
    if (body[at] === "\n") lines.push([]);
    at++;
  }
  return lines;
}

/** A number as people write it, with a comma or a per cent sign, null for an empty field; undefined for anything else. */
export function numberOf(field) {
  const text = field.replace(/[\s\u00a0%]/g, "").replace(",", ".").replace("−", "-");
  if (text === "") return field.trim() === "" ? null : undefined;
  return Number.isFinite(Number(text)) ? Number(text) : undefined;
}

/**
 * What pasted text means. at: { from (the cell with the focus), seen (cells by column), inColumn, selected, places (cells by id), tactics }.
 * Answers { cells: [{ i, score, comment }], isSelection, notes: [[key of a text, values …]] } or { trouble, about }.
 */
export function readSheet(text, at) {
  const lines = fieldsOf(text);
  if (lines.length > linesMax) return { trouble: "paste.large", about: [lines.length, linesMax] };
  return lines.some((fields) => fields.some((field) => id.test(field))) ? byId(lines, at) : byPlace(lines, at);
}

// Lines that name their technique, wherever the cells are: a score beside it, a tactic where it is not meant everywhere, a comment after the score.
function byId(lines, { places, tactics, inColumn }) {
  const cells = new Map();
  const unknown = [];
  let hasScore = false;
  for (const fields of lines) {
    const at = fields.findIndex((field) => id.test(field));
    if (at < 0) continue; // a line of headings
    const technique = fields[at].toUpperCase();
    if (!places.has(technique)) { unknown.push(technique); continue; }
    const tactic = fields.find((field) => tactics.includes(field.toLowerCase()))?.toLowerCase();
    const scoreAt = fields.findIndex((field, i) => i > at && typeof numberOf(field) === "number");
    const score = scoreAt < 0 ? undefined : numberOf(fields[scoreAt]);
    hasScore ||= score !== undefined;
    const comment = scoreAt < 0 ? "" : fields.slice(scoreAt + 1).find((field) => field !== "") ?? "";
    for (const i of places.get(technique)) if (!tactic || tactics[inColumn[i]] === tactic) cells.set(i, { i, score, comment });
  }
  const all = [...cells.values()];
  const notes = unknown.length ? [["paste.unknown", unknown.length, unknown.slice(0, 5).join(", ")]] : [];
  if (!hasScore) return { cells: all, isSelection: true, notes };
  const blank = all.filter((one) => one.score === undefined).length;
  if (blank) notes.push(["paste.blank", blank]);
  return { cells: all.filter((one) => one.score !== undefined), notes };
}

// Numbers alone: downwards from the cell with the focus, column by column; one number is for all that is selected.
function byPlace(lines, { from, seen, inColumn, selected }) {
  const bad = lines.flat().find((field) => numberOf(field) === undefined);
  if (bad !== undefined) return { trouble: "paste.none", about: [bad.slice(0, 60)] };
  if (lines.length === 1 && lines[0].length === 1 && selected.length > 1) return { cells: selected.map((i) => ({ i, score: numberOf(lines[0][0]) })), notes: [] };
  const columns = seen.slice(inColumn[from]).filter((list) => list.length);
  const row = Math.max(0, columns[0]?.indexOf(from) ?? 0);
  const cells = [];
  let left = 0;
  lines.forEach((fields, down) => fields.forEach((field, right) => {
    const i = columns[right]?.[row + down];
    if (i === undefined) left++; else cells.push({ i, score: numberOf(field) });
  }));
  return { cells, notes: left ? [["paste.left", left]] : [] };
}
