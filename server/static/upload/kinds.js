// What a file is by its first bytes, whatever its name and the browser say of it. The table is core/domain/first_bytes.py,
// the phone reads the same one (miniprogram/lib/kinds.js).

function stands(head, at, hex) {
  for (let nth = 0; nth < hex.length / 2; nth += 1) if (head[at + nth] !== parseInt(hex.slice(2 * nth, 2 * nth + 2), 16)) return false;
  return true;
}

// "" where nobody knows.
function seen(head, table) {
  for (const [at, hex, is] of table.marks) if (stands(head, at, hex)) return is;
  for (const [hex, is] of table.anywhere) for (let at = 0; at < head.length; at += 1) if (stands(head, at, hex)) return is;
  return "";
}

// {}, {format} or {fault: code}: what is known of a file that is to be of a kind.
export function facts(kind, head, name, table) {
  const is = seen(head, table);
  if (!is || !table.kinds[kind]) return {};
  const { wanted, fault, has_format, old } = table.kinds[kind];
  if (wanted.includes(is)) return has_format ? { format: is } : {};
  if (!old || is !== old.mark) return { fault };
  return { fault: old.endings.some((ending) => name.toLowerCase().endsWith(ending)) ? old.fault : old.else };
}

// None of what cannot be read.
export async function head(file, table) {
  try {
    return new Uint8Array(await file.slice(0, table.head).arrayBuffer());
  } catch {
    return new Uint8Array(0);
  }
}
