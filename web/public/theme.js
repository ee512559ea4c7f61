// Runs before the first paint so that a dark or right-to-left page does not flash.
(() => {
  try {
    const saved = JSON.parse(localStorage.getItem('awaz.prefs') || '{}').state || {};
    const root = document.documentElement;
    if (saved.theme && saved.theme !== 'system') root.dataset.theme = saved.theme;
    const lang = saved.lang || (navigator.language || 'en').slice(0, 2);
    if (['ur', 'pa', 'sd', 'ps', 'bal'].includes(lang)) {
      root.lang = lang;
      root.dir = 'rtl';
    }
  } catch {
    // A blocked or damaged store leaves the defaults.
  }
})();
