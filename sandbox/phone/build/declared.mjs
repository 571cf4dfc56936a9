// What app.json may say (developers.weixin.qq.com, "Global configuration"): an unknown key is a slip of the pen.
export const APP_KEYS = [
  'appBar', 'cloud', 'componentFramework', 'convertRpxToVw', 'darkmode', 'debug', 'debugOptions', 'embeddedAppIdList',
  'enablePassiveEvent', 'entranceDeclare', 'entryPagePath', 'functionalPages', 'halfPage', 'lazyCodeLoading', 'miniApp',
  'networkTimeout', 'pages', 'permission', 'plugins', 'preloadRule', 'renderer', 'rendererOptions',
  'requiredBackgroundModes', 'requiredPrivateInfos', 'resizable', 'resolveAlias', 'serviceProviderTicket', 'singlePage',
  'sitemapLocation', 'static', 'style', 'subPackages', 'subpackages', 'supportedMaterials', 'tabBar', 'themeLocation',
  'useExtendedLib', 'useLegacyCheckboxLayout', 'usingComponents', 'window', 'workers', '__usePrivacyCheck__',
]

/** Values that are one of a few. */
export const APP_VALUES = {
  componentFramework: ['glass-easel', 'exparser'],
  lazyCodeLoading: ['requiredComponents'],
  style: ['v2'],
  renderer: ['webview', 'skyline'],
}

export const BUILT_IN = [
  'audio', 'block', 'button', 'canvas', 'checkbox', 'checkbox-group', 'cover-image', 'cover-view', 'form', 'icon', 'image',
  'input', 'label', 'movable-area', 'movable-view', 'navigator', 'page-container', 'page-meta', 'navigation-bar', 'picker', 'picker-view',
  'picker-view-column', 'progress', 'radio', 'radio-group', 'rich-text', 'root-portal', 'scroll-view', 'slider', 'swiper',
  'swiper-item', 'switch', 'text', 'textarea', 'video', 'view',
]

/** Tags of the template language itself. */
export const SYNTAX = ['import', 'include', 'slot', 'template', 'wxs']
