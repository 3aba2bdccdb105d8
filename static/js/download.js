'use strict';
{
  /** Saves a text as a file of the reader's, from any kind of page. */
  gw.download = (name, text, type) => {
    const link = gw.make('a', '', { href: URL.createObjectURL(new Blob([text], { type })), download: name });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  };
}
