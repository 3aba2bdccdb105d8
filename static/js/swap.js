'use strict';
{
  // Puts texts in the place of others in a store, in one go: all of it happens, or nothing. Used where the store is at
  // hand (`shelf.js`) and in the hidden page that keeps it for others (`hub.js`).

  /**
   * `store` gives texts by key (`get`) and takes them, or removes them with null, and says whether it did (`set`).
   * `anew` and `old` are `[[key, text], …]`; what is not there as `old` says was written by another tab meanwhile, and
   * stays. Where there is no room for both the old ones go first, and come back if that does not help either.
   */
  (globalThis.gw ??= {}).swap = ({ get, set }, anew, old = []) => {
    const stay = new Set(anew.map(([key]) => key));
    const before = [...anew.map(([key]) => [key, get(key)]), ...old.filter(([key, text]) => !stay.has(key) && get(key) === text)];
    const clear = () => before.slice(anew.length).forEach(([key]) => set(key, null));
    const put = () => anew.every(([key, text]) => set(key, text));
    if (put()) {
      clear();
      return true;
    }
    clear();
    if (put()) return true;
    for (const [key] of anew) set(key, null);
    for (const [key, text] of before) if (text !== null) set(key, text);
    return false;
  };
}
