'use strict';
{
  // The reader's choices of colours, text size, line length and shortcuts, in the little form behind the "Aa" button.

  const form = document.querySelector('.gw-look');
  const names = ['theme', 'size', 'width', 'keys'];

  function show() {
    for (const name of names) {
      const value = gw.setting(name);
      if (typeof value !== 'string') continue;
      const choice = form?.querySelector(`[name="${name}"][value="${CSS.escape(value)}"]`);
      if (choice) choice.checked = true;
      if (name !== 'keys') document.documentElement.dataset[name] = value;
    }
  }

  form?.addEventListener('change', ({ target }) => {
    gw.setting(target.name, target.value);
    // Read back: where storage is off the choice holds for this page only, and the form says so.
    document.documentElement.dataset[target.name] = target.value;
    const kept = form.querySelector('.gw-kept');
    kept.hidden = gw.setting(target.name) === target.value;
    kept.textContent = kept.hidden ? '' : 'This browser keeps nothing for this page, so the choice holds until you leave it.';
  });
  form?.addEventListener('submit', event => event.preventDefault());

  show();
  gw.on('shelf', show);
  // Another tab changed its mind.
  gw.on('shelf-key', ({ key }) => { if (key === 'settings') show(); });
}
