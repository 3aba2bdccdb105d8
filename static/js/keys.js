'use strict';
{
  // Keys of a session, the same in practice, cards and exam: 1 to 6 choose an option or a grade, Enter checks and goes on,
  // Space turns a card, F flags, ? shows them. A button says its keys in `aria-keyshortcuts`. The reader switches all of them off
  // under Display, and none works where one writes or chooses from a list.

  const WRITTEN = 'textarea, select, input:not([type="radio"], [type="checkbox"])';
  // What has a use of its own for Enter and Space.
  const PRESSED = 'button, a, summary';

  const isThere = element => !element.disabled && element.checkVisibility();

  /** What a key presses in a session. */
  function pressed(shell, key) {
    const button = [...shell.querySelectorAll(`[aria-keyshortcuts~="${CSS.escape(key)}"]`)].find(isThere);
    return button ?? (key >= '1' && key <= '6' ? [...shell.querySelectorAll('.gw-given:enabled .gw-options input')][key - 1] : null);
  }

  const show = () => document.querySelector('.gw-keys')?.showModal();

  document.addEventListener('keydown', event => {
    const { key, target, ctrlKey, altKey, metaKey, repeat } = event;
    if (ctrlKey || altKey || metaKey || repeat || gw.setting('keys') === 'off' || target.matches(WRITTEN)) return;
    if ((key === 'Enter' || key === ' ') && target.matches(PRESSED)) return;
    // A marked option keeps its own use of the bar.
    if (key === ' ' && target.matches('input')) return;
    const shell = gw.session();
    if (!shell || document.querySelector('dialog[open]')) return;
    if (key === '?') {
      // Also where there is no room for its button.
      event.preventDefault();
      show();
      return;
    }
    const found = pressed(shell, key === ' ' ? 'Space' : key.length === 1 ? key.toUpperCase() : key);
    if (!found) return;
    event.preventDefault();
    found.click();
    if (found.matches('input')) found.focus();
  });

  document.addEventListener('click', ({ target }) => { if (target.closest('[data-do="keys"]')) show(); });
}
