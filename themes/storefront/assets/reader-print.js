// On paper a lesson has all of its pictures, also those that nobody has scrolled to yet.
export const open = async (reader) => {
  const pictures = reader.all("[data-open] img[data-file]");
  await Promise.all(pictures.map(reader.fill));
  await Promise.all(pictures.map((picture) => picture.decode().catch(() => { /* it is not there, and was reported */ })));
  print();
};
