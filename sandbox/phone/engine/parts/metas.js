// page-meta: what one page says of its own style and letter size.

/** The page's element an element stands in. @param {HTMLElement} host */
const pageOf = (host) => /** @type {HTMLElement | null} */ (host.closest('mp-page'))

/** @param {any} made @param {HTMLElement} host */
export function look(made, host) {
  const { pageStyle, pageFontSize, rootFontSize, rootBackgroundColor, backgroundColor } = made.data
  // the part is attached before its page stands in the document
  queueMicrotask(() => {
    const page = pageOf(host)
    if (!page) return
    page.setAttribute('style', String(pageStyle || ''))
    const size = sizeOf(pageFontSize)
    if (size) page.style.fontSize = size
    if (rootFontSize) document.documentElement.style.fontSize = sizeOf(rootFontSize)
    if (rootBackgroundColor || backgroundColor) page.style.backgroundColor = rootBackgroundColor || backgroundColor
  })
}

/** `system` is what the person chose for all of WeChat. @param {string} told */
const sizeOf = (told) => (told === 'system' ? `${fontSize.now}px` : told)

/** Letter size of WeChat, in px. */
export const fontSize = { now: 16 }
