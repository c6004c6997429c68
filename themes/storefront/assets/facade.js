// A video elsewhere, in the place of the picture that stood for it.
export const play = (link) => {
  const facade = link.closest(".facade"), address = new URL(facade.dataset.embed, location.href);
  if (address.protocol !== "https:") throw new TypeError("no address of a player");
  address.searchParams.set("autoplay", "1");
  const frame = document.createElement("iframe");
  frame.src = address.href;
  frame.title = link.textContent.trim();
  frame.allow = "autoplay; fullscreen; picture-in-picture; encrypted-media";
  frame.referrerPolicy = "strict-origin-when-cross-origin";
  facade.replaceChildren(frame);
  facade.classList.add("facade-on");
  frame.focus();
};
