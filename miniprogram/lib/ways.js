// Where the pages lie, and what each is told on the way.

/** @param {string} page @param {Record<string, string | number | undefined>} [told] */
function path(page, told = {}) {
  const query = Object.entries(told).filter(([, value]) => value !== undefined && value !== "").map(([key, value]) => `${key}=${encodeURIComponent(String(value))}`).join("&");
  return `/pages/${page}/${page}${query ? `?${query}` : ""}`;
}

/** @param {string} page @param {Record<string, string | number | undefined>} [told] */
const go = (page, told) => wx.navigateTo({ url: path(page, told) });
/** @param {string} page @param {Record<string, string | number | undefined>} [told] */
const instead = (page, told) => wx.redirectTo({ url: path(page, told) });

/** Back to where one came from; whoever came by a card came from nowhere. @param {() => any} otherwise */
const back = (otherwise) => (getCurrentPages().length > 1 ? wx.navigateBack() : otherwise());

module.exports = {
  path,
  home: () => back(() => wx.reLaunch({ url: path("home") })),
  /** @param {string} entry @param {string} [field] */
  backToForm: (entry, field) => back(() => instead("form", { entry, field })),
  backToOfficer: () => back(() => instead("officer")),
  /** @param {string} entry @param {string} [field] */
  form: (entry, field) => go("form", { entry, field }),
  /** To the step where the person stopped. @param {string} entry */
  formAgain: (entry) => go("form", { entry, again: 1 }),
  /** @param {string} entry @param {string} [field] */
  formInstead: (entry, field) => instead("form", { entry, field }),
  /** @param {string} entry */
  review: (entry) => go("review", { entry }),
  /** @param {string} entry */
  entry: (entry) => go("entry", { entry }),
  /** @param {string} entry */
  entryInstead: (entry) => instead("entry", { entry }),
  /** @param {string} entry @param {string} field @param {string} id */
  person: (entry, field, id) => go("person", { entry, field, id }),
  /** @param {string} entry @param {string} field */
  unit: (entry, field) => go("unit", { entry, field }),
  /** @param {string} entry */
  certificate: (entry) => go("certificate", { entry }),
  /** @param {string} entry */
  share: (entry) => go("share", { entry }),
  adopt: () => go("adopt"),
  officer: () => go("officer"),
  /** @param {string} entry */
  confirm: (entry) => go("confirm", { entry }),
  invite: () => go("invite"),
  officerInstead: () => instead("officer"),
  messages: () => go("messages"),
  account: () => go("account"),
  /** @param {string} entry @param {string} field */
  bank: (entry, field) => go("bank", { entry, field }),
  /** @param {string} entry @param {string} bank */
  questions: (entry, bank) => go("questions", { entry, bank }),
  /** @param {string} entry @param {string} bank @param {string} id */
  question: (entry, bank, id) => go("question", { entry, bank, id }),
  /** @param {string} entry @param {string} bank @param {string} id */
  questionInstead: (entry, bank, id) => instead("question", { entry, bank, id }),
  /** @param {string} campaign @param {string} track */
  consent: (campaign, track) => go("consent", { campaign, track }),
  /** @param {string} entry */
  paper: (entry) => go("paper", { entry }),
  /** @param {string} entry @param {string} field @param {string} file */
  trim: (entry, field, file) => go("trim", { entry, field, file }),
  /** @param {string} entry @param {string} field @param {string} [item] @param {{ path: string, name: string, size: number }} [file] */
  large: (entry, field, item, file) => go("large", { entry, field, item, path: file && file.path, name: file && file.name, size: file && file.size }),
  /** @param {string} entry @param {string} field */
  industry: (entry, field) => go("industry", { entry, field }),
};
