// The exhibition hall with script: one story at a time over the whole window, turned by its links, by
// the arrow keys or by a swipe. Nothing turns by itself. Without script the stories follow one another.
(function () {
  var hall = document.querySelector("[data-hall]");
  if (!hall) return;
  var stories = Array.from(hall.children);
  var at = 0;
  var from = null;

  function named(hash) {
    return stories.findIndex(function (story) { return "#" + story.id === hash; });
  }
  function show(next, focus) {
    if (next < 0 || next >= stories.length) return;
    at = next;
    stories.forEach(function (story, n) { story.toggleAttribute("data-shown", n === at); });
    if (!focus) return;
    history.replaceState(null, "", location.pathname + "#" + stories[at].id);
    window.scrollTo(0, 0);
    stories[at].focus({ preventScroll: true });
  }

  document.documentElement.setAttribute("data-in-hall", "");
  var asked = location.hash || "#story-" + new URLSearchParams(location.search).get("story");
  show(Math.max(named(asked), 0), false);
  document.querySelector("[data-hall-keys]").hidden = false;
  hall.addEventListener("click", function (event) {
    var link = event.target.closest("a[rel]");
    if (!link) return;
    event.preventDefault();
    show(named(link.hash), true);
  });
  window.addEventListener("hashchange", function () { show(named(location.hash), false); });
  document.addEventListener("keydown", function (event) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (event.target.closest("input, select, textarea")) return;
    if (event.key === "ArrowRight") show(at + 1, true);
    if (event.key === "ArrowLeft") show(at - 1, true);
  });
  hall.addEventListener("touchstart", function (event) {
    from = event.touches.length === 1 ? event.touches[0] : null;
  }, { passive: true });
  hall.addEventListener("touchend", function (event) {
    if (!from) return;
    var x = event.changedTouches[0].clientX - from.clientX;
    var y = event.changedTouches[0].clientY - from.clientY;
    from = null;
    if (Math.abs(x) > 60 && Math.abs(x) > 2 * Math.abs(y)) show(at + (x < 0 ? 1 : -1), true);
  }, { passive: true });

  var full = document.querySelector("[data-hall-full]");
  if (!document.fullscreenEnabled) return;
  full.hidden = false;
  full.addEventListener("click", function () {
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen();
  });
  document.addEventListener("fullscreenchange", function () {
    full.toggleAttribute("data-on", Boolean(document.fullscreenElement));
  });
})();
