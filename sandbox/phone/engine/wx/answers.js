// What the person does when the phone asks: decided beforehand by the harness, or asked on the screen.

/** @typedef {{name: string, type?: string, content: Blob}} Chosen */
export const answers = {
  /** @type {Chosen[][]} files of the next choosings, in order */ files: [],
  /** @type {string[]} what the next scans read */ scans: [],
  /** @type {Record<string, string>} by template id; `*` for all others */ subscribe: {},
  /** @type {string | null} '' refuses; null asks the platform for a code */ phoneCode: null,
  /** @type {string[]} codes of the next logins */ logins: [],
  /** @type {(boolean | number)[]} of the next modals and action sheets */ modals: [],
}
