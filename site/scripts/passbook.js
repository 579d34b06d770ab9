// Shows the passbook whose number is asked for (?n=v-…), from the file that holds all numbers that begin alike.
// Everything in those files is text in words; nothing of it is ever read as HTML.
(function () {
  var english = document.documentElement.lang === "en"; // there, what is Chinese is a record's
  function made(name, text, className) {
    var node = document.createElement(name);
    if (text) { node.textContent = text; }
    if (english && /[\u3400-\u9fff]/.test(text)) { node.lang = "zh"; }
    if (className) { node.className = className; }
    return node;
  }
  function link(pair) {
    if (!pair[1]) { return made("span", pair[0]); }
    var node = made("a", pair[0]);
    node.href = "../" + pair[1];
    return node;
  }
  function into(parent) {
    for (var at = 1; at < arguments.length; at += 1) {
      var child = arguments[at];
      parent.appendChild(typeof child === "string" ? document.createTextNode(child) : child);
    }
    return parent;
  }
  function facts(pairs) {
    var list = made("dl", "", "gs-facts");
    pairs.forEach(function (pair) {
      into(list, into(made("div"), made("dt", pair[0]), made("dd", pair[1])));
    });
    return list;
  }
  // Numbers stand large, what they count small; long ones like those of `figure` in parts.html.
  function counted(amount) {
    var value = made("span", "", "gs-figure__value" + (amount.length > 9 ? " gs-figure__value--wide" : ""));
    amount.split(/(-?[\d,.]+)/).forEach(function (part, at) {
      if (part) { into(value, at % 2 ? part : made("small", part, "gs-figure__unit")); }
    });
    return value;
  }
  function figures(pairs) {
    var list = made("ul", "", "gs-figures");
    pairs.forEach(function (pair) {
      var parts = pair[1].split(" = ");
      var figure = into(made("div", "", "gs-figure"), counted(parts.pop()), made("span", pair[0], "gs-figure__label"));
      if (parts.length) { into(figure, made("span", "= " + parts[0], "gs-figure__fine")); }
      into(list, into(made("li"), figure));
    });
    return list;
  }
  function printing(words) {
    var button = made("button", words.print, "gs-button gs-button--plain");
    button.type = "button";
    button.addEventListener("click", function () { window.print(); });
    return button;
  }
  function row(entry, className) {
    var head = into(made("th"), link(entry), made("br"), made("small", entry[2]));
    head.scope = "row";
    entry[3].forEach(function (more) { into(head, made("br"), made("small", more)); });
    var line = into(made("tr", "", className), head);
    entry[4].forEach(function (amount) { into(line, made("td", amount, "gs-number")); });
    return line;
  }
  function table(rows, words) {
    var whole = made("table", "", "gs-table gs-book");
    var head = made("tr");
    ["entry", "minutes", "points", "credit_minutes"].forEach(function (name, at) {
      var cell = made("th", words[name], at ? "gs-number" : "");
      cell.scope = "col";
      into(head, cell);
    });
    var body = made("tbody");
    rows.forEach(function (entry) {
      var fixes = entry[5] || [];
      into(body, row(entry, fixes.length ? "gs-fixed" : ""));
      fixes.forEach(function (fix) { into(body, row(fix, "gs-fix")); });
    });
    into(whole, made("caption", words.caption), into(made("thead"), head), body);
    var scroll = into(made("div", "", "gs-scroll"), whole);
    scroll.setAttribute("role", "region");
    scroll.setAttribute("aria-label", words.caption);
    scroll.tabIndex = 0;
    return scroll;
  }
  function how(number, book, rules, words) {
    var body = made("div", "", "gs-how__body");
    book.how.forEach(function (sentence) { into(body, made("p", sentence)); });
    var by = {};
    book.rules.forEach(function (pair) { (by[pair[0]] = by[pair[0]] || []).push(pair[1]); });
    var policies = Object.keys(by).filter(function (id) { return rules[id]; });
    if (policies.length) { into(body, into(made("p"), made("strong", words.rules))); }
    policies.forEach(function (id) {
      var list = made("ul");
      by[id].forEach(function (rule) { if (rules[id].rules[rule]) { into(list, made("li", rules[id].rules[rule])); } });
      into(body, into(made("p"), link(rules[id].policy)), list);
    });
    into(body, into(made("p", words.again), made("code", "gongshi explain " + number)));
    return into(made("details", "", "gs-how"), made("summary", words.how), body);
  }
  function shown(number, book, rules, words) {
    var page = made("section", "", book.demo ? "gs-demo" : "");
    if (book.demo) { into(page, made("p", words.demo, "gs-demo-bar")); }
    into(page, made("p", words.slip, "gs-paper"), made("h2", words.title.replace("{number}", number)));
    if (book.name) { into(page, made("p", book.name, "gs-lead")); }
    if (book.team) { into(page, into(made("p", words.team), link(book.team))); }
    into(page, into(made("div", "", "gs-note"), made("p", (book.name ? words.consent_name : words.consent) + words.no_certificate)));
    into(page, made("h3", words.sums), figures(book.sums), printing(words));
    book.moves.forEach(function (move) { into(page, made("h4", move[0]), facts(move[1])); });
    if (book.stars) {
      into(page, made("h3", words.star));
      book.stars.forEach(function (said) {
        var line = made("p", said[0]);
        if (said[1]) { into(line, "　", link([said[1], said[2]])); }
        into(page, line);
      });
    }
    if (book.badges) {
      var line = made("p");
      book.badges.forEach(function (badge) {
        into(line, made("span", badge[0], "gs-tag"), " ");
        if (badge[1]) { into(line, link([badge[1], badge[2]]), " "); }
      });
      into(page, made("h3", words.badges), line);
    }
    into(page, how(number, book, rules, words), made("h3", words.lines));
    return into(page, book.rows.length ? table(book.rows, words) : made("p", words.empty));
  }
  document.addEventListener("DOMContentLoaded", function () {
    var form = document.querySelector("[data-passbooks]");
    var said = document.querySelector("[data-passbook-said]");
    var place = document.querySelector("[data-passbook]");
    var words = JSON.parse(document.querySelector("[data-passbook-words]").textContent);
    var length = Number(form.getAttribute("data-passbooks"));
    function read(name) {
      return fetch(name + ".json").then(function (answer) {
        if (answer.status === 404) { return {}; }
        if (!answer.ok) { throw new Error(name); }
        return answer.json();
      });
    }
    function look(number) {
      place.textContent = "";
      if (!/^v-[0-9a-z]{6}$/.test(number)) { said.textContent = words.ask; return; }
      said.textContent = "";
      Promise.all([read(number.slice(2, 2 + length)), read("rules")]).then(function (answers) {
        var has = Object.prototype.hasOwnProperty.call(answers[0], number);
        if (!has) { said.textContent = words.absent.replace("{number}", number); return; }
        into(place, shown(number, answers[0][number], answers[1], words));
      }).catch(function () { said.textContent = words.failed; });
    }
    function asked() { return (new URLSearchParams(location.search).get("n") || "").trim().toLowerCase(); }
    form.hidden = false;
    form.elements.n.value = asked();
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      var number = form.elements.n.value.trim().toLowerCase();
      history.replaceState(null, "", "?n=" + encodeURIComponent(number));
      look(number);
    });
    look(asked());
  });
})();
