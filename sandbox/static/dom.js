// Builds elements from words: no HTML is ever made from what the house or a person wrote.

/** h("a.link", {href: "…"}, "text", child): an element with classes, properties, and children. */
export function h(name, told = {}, ...children) {
  const [tag, ...classes] = name.split(".");
  const made = document.createElement(tag);
  made.className = classes.join(" ");
  for (const [key, value] of Object.entries(told)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (key in made && key !== "list") made[key] = value;
    else made.setAttribute(key, value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
  return made;
}

export const find = (id) => document.getElementById(id);

const ADDRESS = /https?:\/\/[\x21-\x7e]+/g;
const TAIL = /[.,;:!?'")\]>]+$/;

/** A text as nodes, its addresses as links that open beside the sandbox. */
export function withLinks(text) {
  const nodes = [];
  let from = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = match[0].replace(TAIL, "");
    nodes.push(text.slice(from, match.index), link(address, address));
    from = match.index + address.length;
  }
  return [...nodes, text.slice(from)];
}

/** A link in a new tab; anything but http and https stays a text. */
export function link(address, ...children) {
  if (!/^https?:\/\//.test(address || "")) return h("span", {}, ...children);
  return h("a", { href: address, target: "_blank", rel: "noopener" }, ...children);
}

/** The fake platform's files under the address this page was opened with. */
export function nearby(address) {
  const path = (address || "").replace(/^https?:\/\/[^/]+/, "");
  return path.startsWith("/platform/file/") ? path : address;
}

const LINES = {
  image: "M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15.500 9.200v.1",
  voice: "M12 4a3 3 0 0 1 3 3v4a3 3 0 0 1-6 0V7a3 3 0 0 1 3-3zM6 11a6 6 0 0 0 12 0M12 17v3",
  video: "M3.500 6.500h11v11h-11zM14.500 10.500l6-3v9l-6-3",
  location: "M12 21s-6.500-6-6.500-11a6.500 6.500 0 0 1 13 0c0 5-6.500 11-6.500 11zM12 12.200a2.200 2.200 0 1 0 0-4.400 2.200 2.200 0 0 0 0 4.400z",
  link: "M10 14a4 4 0 0 0 5.700 0l3.200-3.200a4 4 0 0 0-5.700-5.700l-1 1M14 10a4 4 0 0 0-5.700 0l-3.200 3.200a4 4 0 0 0 5.700 5.700l1-1",
  file: "M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6",
};

/** A drawn sign: fonts differ too much in what they have. */
export function sign(name) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  const line = document.createElementNS(space, "path");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "sign");
  svg.setAttribute("aria-hidden", "true");
  line.setAttribute("d", LINES[name]);
  svg.append(line);
  return svg;
}
