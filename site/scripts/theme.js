// Remembers two choices of the reader: light or dark (without one the system's is followed, by CSS
// alone), and larger type for old eyes. It runs before the page is drawn, so that nothing flashes.
// Also says how many days are left until a date, which the page itself prints as it is, and brings
// the cursor into the search of the page's head when / is pressed.
(function () {
  var root = document.documentElement;
  var system = window.matchMedia("(prefers-color-scheme: dark)");
  function kept(name) {
    try { return localStorage.getItem("gongshi-" + name); } catch (error) { return null; }
  }
  function keep(name, value) {
    try { localStorage.setItem("gongshi-" + name, value); } catch (error) { /* not kept */ }
  }
  function show(theme) {
    if (theme === "dark" || theme === "light") root.setAttribute("data-theme", theme);
  }
  function enlarge(yes) {
    root.toggleAttribute("data-old", yes);
  }
  function days(day) {
    var now = new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Shanghai" }).format(new Date());
    return Math.round((Date.parse(day) - Date.parse(now)) / 86400000);
  }
  function tell(element) {
    var left = days(element.getAttribute("data-until"));
    var words = element.getAttribute("data-words").split("|");
    element.textContent = left < 0 ? words[2] : left === 0 ? words[1] : words[0].replace("#", left);
    if (left < 0) element.classList.add("gs-left--over");
  }
  function ready(name, press) {
    var button = document.querySelector("[data-" + name + "-switch]");
    button.hidden = false;
    button.addEventListener("click", press);
  }
  show(kept("theme"));
  enlarge(kept("old") === "yes");
  document.addEventListener("DOMContentLoaded", function () {
    ready("theme", function () {
      var dark = (root.getAttribute("data-theme") || (system.matches ? "dark" : "light")) === "dark";
      show(dark ? "light" : "dark");
      keep("theme", dark ? "light" : "dark");
    });
    ready("old", function () {
      var yes = !root.hasAttribute("data-old");
      enlarge(yes);
      keep("old", yes ? "yes" : "no");
    });
    document.querySelectorAll("[data-until]").forEach(tell);
    // What is asked of a page is asked of it in the other language, too.
    var language = document.querySelector(".gs-language");
    if (language) language.addEventListener("click", function () {
      language.search = location.search;
      language.hash = location.hash;
    });
    document.addEventListener("keydown", function (event) {
      var typing = /^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName);
      if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      (document.querySelector("main [name=q]") || document.querySelector(".gs-search [name=q]")).focus();
    });
  });
})();
