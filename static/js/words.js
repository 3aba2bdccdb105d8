'use strict';
{
  // Words of the interface in the language of the page. In a message, `{name}` is a value, `{name.part}` a part of one,
  // `{name%}` a share in per cent, and `{name|one: day|other: days}` what the language says for that number. Messages come
  // from the files of `locales`, which `src/locale.rs` reads in the same way; it puts those that scripts ask for before
  // the scripts of a bundle.

  let rules;

  const look = (values, name) => name.split('.').reduce((value, part) => value?.[part], values);

  function choose(number, forms) {
    rules ??= new Intl.PluralRules(gw.lang);
    const all = new Map(forms.split('|').map(form => /^(\w+): ?(.*)$/s.exec(form)?.slice(1) ?? []));
    return all.get(rules.select(number)) ?? all.get('other') ?? '';
  }

  gw.look = look;

  gw.percent = share => Number(share).toLocaleString(gw.lang, { style: 'percent' });

  /** A message with its values. Numbers in attributes are for programs, so `exact`; those in texts are for readers. */
  gw.message = (text, values, exact) => text.replace(/\{([\w.]+)(?:(%)|\|([^}]*))?\}/g, (_, name, share, forms) => {
    const value = look(values, name);
    if (share) return gw.percent(value);
    if (forms) return choose(value, forms);
    if (typeof value === 'number') return exact ? `${value}` : value.toLocaleString(gw.lang);
    return value || '';
  });

  gw.words = {};

  /** A message that scripts say, by its name in the file of words. */
  gw.word = (name, values) => gw.message(gw.words[name], values);
}
