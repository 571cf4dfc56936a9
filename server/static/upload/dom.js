// Makes elements and keeps lists of them. Text is always text, never HTML.

export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "class") node.className = value;
    else if (name in node && name !== "list" && typeof value !== "string") node[name] = value;
    else node.setAttribute(name, value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

// A sentence with its icon: must and advise are told by word and icon, the colour only agrees.
const MARKS = { good: ["✓", ""], must: ["✗", "必须改："], mind: ["!", "建议："], busy: ["…", ""] };

export function said(kind, title, ...rest) {
  const [icon, word] = MARKS[kind];
  const head = title ? h("strong", {}, title) : null;
  return h("div", { class: `said ${kind}` }, h("b", { "data-icon": icon, "aria-hidden": "true" }), h("div", {}, head ?? h("span", { class: "word" }, word), ...rest));
}

export function icon(kind) {
  return MARKS[kind][0];
}

export function replace(place, ...children) {
  place.replaceChildren(...children.flat().filter(Boolean));
}

// Keeps one node a key: what a person is typing in is never thrown away by a refresh.
export function keyed(place, rows, make) {
  const held = (place.held ??= new Map());
  const wanted = new Set(rows.map((row) => row.key));
  for (const [key, kept] of held) {
    if (!wanted.has(key)) {
      kept.node.remove();
      held.delete(key);
    }
  }
  let after = null;
  for (const row of rows) {
    if (!held.has(row.key)) held.set(row.key, make(row));
    const kept = held.get(row.key);
    kept.update(row);
    const due = after ? after.nextSibling : place.firstChild;
    if (kept.node !== due) place.insertBefore(kept.node, due);
    after = kept.node;
  }
}
