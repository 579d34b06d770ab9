// Leads to the check page of the certificate whose number is entered, or says that there is none.
(function () {
  document.addEventListener("DOMContentLoaded", function () {
    var form = document.querySelector("[data-certificates]");
    var said = document.querySelector("[data-certificate-said]");
    function say(name, number) { said.textContent = said.getAttribute("data-" + name).replace("{number}", number); }
    form.hidden = false;
    form.addEventListener("submit", function (event) {
      var number = form.elements.n.value.trim().toLowerCase();
      event.preventDefault();
      if (!/^z-[0-9]{8}-[0-9a-z]{5}$/.test(number)) { say("ask"); return; }
      said.textContent = "";
      fetch(number + "/", { method: "HEAD" }).then(function (answer) {
        if (answer.ok) { location.href = number + "/"; } else { say("absent", number); }
      }).catch(function () { say("failed"); });
    });
  });
})();
