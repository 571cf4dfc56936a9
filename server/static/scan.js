// Signing in with WeChat: shows a QR code, asks what came of it, makes a new one when it has run out.

const LOOK = 1500; // ms

const post = async (path, body) => {
  const answer = await fetch(path, { method: "POST", headers: { "Content-Type": "application/json", Accept: "application/json" }, body: JSON.stringify(body ?? {}), cache: "no-store" });
  const told = await answer.json().catch(() => null);
  if (!answer.ok) throw Object.assign(new Error(told?.problem?.message ?? "二维码没有取到，请检查网络后刷新页面。"), { code: told?.problem?.code });
  return told;
};

const SAID = {
  waiting: "用微信扫一扫",
  scanned: "已扫码。请在微信里回复“登录”两个字确认",
  in: "已登录，正在打开…",
};

// Draws into `place` and calls `then` once this browser is signed in.
export async function scan(place, door, then) {
  const code = document.createElement("div");
  const said = document.createElement("p");
  code.className = "scan-code";
  said.setAttribute("role", "status");
  place.replaceChildren(code, said);
  for (;;) {
    try {
      const { svg } = await post("/signin", { door });
      code.replaceChildren(new DOMParser().parseFromString(svg, "image/svg+xml").documentElement);
      code.firstChild.setAttribute("role", "img");
      code.firstChild.setAttribute("aria-label", "登录用的二维码");
      if (await watched(place, said)) return then();
    } catch (fault) {
      said.textContent = fault.message;
      return;
    }
  }
}

// True when it is in, false when the code has run out or been used up.
async function watched(place, said) {
  for (;;) {
    if (!place.isConnected) throw new Error("");
    try {
      const { state } = await post("/signin/state");
      said.textContent = SAID[state];
      if (state === "in") return true;
    } catch (fault) {
      if (fault.code === "signin.unknown") return false;
      said.textContent = "网络断了，连上后会继续。";
    }
    await new Promise((go) => setTimeout(go, document.hidden ? LOOK * 4 : LOOK));
  }
}
