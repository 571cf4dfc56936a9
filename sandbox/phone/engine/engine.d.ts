// What the engine and the page round it leave for each other on the window.
declare module '*.css'
interface Window {
  __phoneSetup: any
  __mpApp: any
  __mp: (bundle: (...given: any[]) => void) => void
  __mpErrors: string[]
  __mpReady: boolean
  __wx: any
  __phone: any
}
