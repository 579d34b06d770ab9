// Remembers the reader's choice of light or dark; without a choice the system's is followed (by CSS alone).
(function () {
  var root = document.documentElement;
  var system = window.matchMedia("(prefers-color-scheme: dark)");
  function stored() {
    try { return localStorage.getItem("gongshi-theme"); } catch (error) { return null; }
  }
  function show(theme) {
    if (theme === "dark" || theme === "light") root.setAttribute("data-theme", theme);
  }
  show(stored());
  document.addEventListener("DOMContentLoaded", function () {
    var button = document.querySelector("[data-theme-switch]");
    button.hidden = false;
    button.addEventListener("click", function () {
      var dark = (root.getAttribute("data-theme") || (system.matches ? "dark" : "light")) === "dark";
      show(dark ? "light" : "dark");
      try { localStorage.setItem("gongshi-theme", dark ? "light" : "dark"); } catch (error) { /* not kept */ }
    });
  });
})();
