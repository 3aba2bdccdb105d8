'use strict';
{
  // Texts made small by the browser's own compressor, and read again: as bytes for a file, as letters for the shelf.

  /** A stream of the bytes of a text or of bytes through one of the browser's transformers; gives what comes out. */
  async function through(input, transform, most = Infinity) {
    const reader = new Blob([input]).stream().pipeThrough(transform).getReader();
    const parts = [];
    let size = 0;
    for (let part; !(part = await reader.read()).done;) {
      size += part.value.length;
      // A small file may unfold without end.
      if (size > most) throw new RangeError('too large');
      parts.push(part.value);
    }
    return new Blob(parts);
  }

  const bytesOf = async blob => new Uint8Array(await blob.arrayBuffer());

  /** A text as the bytes of a `.gz` file. */
  const gzip = async text => bytesOf(await through(text, new CompressionStream('gzip')));

  /** The text in such bytes; more than `most` bytes of text are refused. */
  const gunzip = async (bytes, most) => (await through(bytes, new DecompressionStream('gzip'), most)).text();

  /** Bytes as letters, and back; throws for letters that are no such text. */
  const letters = bytes => {
    let text = '';
    for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
    return btoa(text);
  };
  const bytes = text => Uint8Array.from(atob(text), letter => letter.charCodeAt());

  /** A text as few letters, and back. */
  const pack = async text => letters(await gzip(text));
  const unpack = async (text, most) => gunzip(bytes(text), most);

  gw.pack = { gzip, gunzip, letters, bytes, pack, unpack };
}
