// What the page remembers about itself: theme, pane sizes, speed. Not the machine's state, which the engine keeps.
//
// Browsers may refuse storage at every access; then preferences last as long as the page.
export type Theme = 'system' | 'light' | 'dark' | 'contrast';

export interface Preferences {
  readonly theme: Theme;
  /** Widths in pixels. */
  readonly left: number;
  readonly right: number;
  /** Height of the terminal as a share of the middle column, 0 to 1. */
  readonly terminal: number;
  /** Steps per second. */
  readonly speed: number;
  readonly screenReader: boolean;
  /** The newcomer's welcome has been closed. */
  readonly welcomed: boolean;
}

export const DEFAULTS: Preferences = {
  theme: 'system',
  left: 320,
  right: 520,
  terminal: 0.42,
  speed: 4,
  screenReader: false,
  welcomed: false,
};

const KEY = 'nixarium:preferences';

export interface PreferenceStore {
  read(): Preferences;
  write(preferences: Preferences): void;
}

/** Preferences in the browser's local storage when it lets us. */
export function browserPreferences(): PreferenceStore {
  return {
    read() {
      try {
        const stored: unknown = JSON.parse(globalThis.localStorage.getItem(KEY) ?? '{}');
        return { ...DEFAULTS, ...(typeof stored === 'object' ? stored : {}) };
      } catch {
        return DEFAULTS;
      }
    },
    write(preferences) {
      try {
        globalThis.localStorage.setItem(KEY, JSON.stringify(preferences));
      } catch {
        // Denied or full: they last as long as the page.
      }
    },
  };
}

/** Shows a theme; `system` follows the browser. */
export function applyTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
}
