'use strict';
{
  // The reader's choices of colours, text size, line length and shortcuts, in the little form behind the "Aa" button.

  gw.each('.gw-look', form => {
    function show() {
      for (const name of ['theme', 'size', 'width', 'keys']) {
        const value = gw.setting(name);
        if (value) form[name].value = document.documentElement.dataset[name] = value;
      }
    }

    form.addEventListener('change', ({ target: { name, value } }) => {
      document.documentElement.dataset[name] = value;
      // Where storage is off the choice holds for this page only, and the form says so.
      form.querySelector('.gw-kept').hidden = gw.setting(name, value) === value;
    });
    form.addEventListener('submit', event => event.preventDefault());

    show();
    gw.on('shelf', show);
    // Another tab changed its mind.
    gw.on('shelf-key', ({ key }) => { if (key === 'settings') show(); });
  });
}
