// The page of search: shows what is found for ?q=…&kind=…&place=…&year=…
import { canUnpack, dated, filled, made, option, optionsOf, readJson, readSoFar } from "./packed.js";
import { GROUP, candidates, documentOf, inPlace, inYear, isKnown, matched, normal, within } from "./find.js";

var NAMES = ["q", "kind", "place", "year"];
var PAGE = 10, COMPARED_AT_ONCE = 200, AROUND = 40;
var MOST = 148000; // bytes that a query may read, and so may each reading on

function marked(node, text, marks, start, end) {
  var at = start;
  marks.forEach(function (mark) {
    if (mark[1] <= at || mark[0] >= end) { return; }
    var begin = Math.max(mark[0], at);
    node.append(text.slice(at, begin), made("mark", text.slice(begin, mark[1])));
    at = mark[1];
  });
  node.append(text.slice(at, Math.max(end, at)));
  return node;
}
// What records say is Chinese, whatever the language of the page; English pages quote a little of it.
function inLanguage(node, found) {
  if (found.kind !== "page_en") {
    node.lang = "zh";
    return node;
  }
  [...node.childNodes].forEach(function (child) {
    if (child.nodeType !== Node.TEXT_NODE) { return; }
    child.replaceWith(...child.data.split(/([\u3400-\u9fff]+)/).map(function (part, at) {
      return at % 2 ? made("span", part) : part;
    }));
  });
  return node;
}
function excerpt(lines, marks) {
  var node = made("p", "", "gs-found__text"), line = 1;
  while (line < lines.length && !marks[line].length) { line += 1; }
  if (line === lines.length) { // in the title alone: how the text begins, but for ids
    var begins = lines.slice(1).filter(function (each) { return !/^[a-z0-9-]+$/.test(each); });
    node.append(begins.join("　").slice(0, 2 * AROUND));
    return node;
  }
  for (var shown = 0; line < lines.length && shown < 2 * AROUND; line += 1) {
    if (!marks[line].length) { continue; }
    var text = lines[line], start = Math.max(0, marks[line][0][0] - AROUND);
    var end = Math.min(text.length, Math.max(marks[line][0][1] + AROUND, start + 2 * AROUND));
    if (shown) { node.append("　"); }
    if (start) { node.append("…"); }
    marked(node, text, marks[line], start, end);
    if (end < text.length) { node.append("…"); }
    shown += end - start;
  }
  return node;
}

var form = document.querySelector("[data-search]");
var said = document.querySelector("[data-search-said]");
var list = document.querySelector("[data-found]");
var facets = document.querySelector("[data-facets]");
var more = document.querySelector("[data-more]");
var words = JSON.parse(document.querySelector("[data-search-words]").textContent);
var asked = 0, typing = 0, cursor = null;

function state() {
  var values = {};
  NAMES.forEach(function (name) { values[name] = form.elements[name].value.trim(); });
  return values;
}
function address(values) {
  var query = new URLSearchParams();
  Object.keys(values).forEach(function (name) { if (values[name]) { query.set(name, values[name]); } });
  return "?" + query;
}
// Some written pages are in Chinese alone.
function linkOf(found) {
  var link = made("a"), alone = words.alone.includes(found.address);
  link.href = (alone ? form.getAttribute("data-search") : "") + "../" + found.address;
  return link;
}
function shown(found, marks) {
  var item = made("li", "", "gs-found"), title = made("h2", "", "gs-found__title"), link = linkOf(found);
  title.append(inLanguage(marked(link, found.title, marks[0], 0, found.title.length), found));
  var about = made("p", words.kinds[found.kind], "gs-list__meta");
  if (found.place) { about.append(" · ", made("span", found.place[1])); }
  if (found.date) { about.append(" · " + dated(found.date, words)); }
  if (found.demo) { about.append(" ", made("span", words.demo, "gs-tag")); }
  item.append(title);
  if (found.of) { item.append(made("p", "→ " + found.of, "gs-found__text")); } // whose an honor is
  item.append(inLanguage(excerpt(found.lines, marks), found), about);
  return item;
}
// How many there are; where not all were compared with the text, how far that went.
function tell() {
  var left = cursor.numbers.length - cursor.at, most = cursor.shown + left;
  var slots = { count: cursor.exact ? most : cursor.shown, compared: cursor.at, most: most };
  var word = cursor.exact || !left ? (slots.count ? words.count : words.none) : words.so_far;
  said.textContent = filled(word, slots);
  more.hidden = !left;
}
function kindOf(meta, number) { return meta.kinds[meta.groups[Math.floor(number / GROUP)].kind]; }
function documents(meta, numbers) {
  return Promise.all(numbers.map(function (number) { return documentOf(meta, number); }));
}
function bytesLeft() { return MOST - (readSoFar() - cursor.before); }
// Reads on until a page is full, as far as the bytes go: what only looks like the phrase is passed over.
function next(mine) {
  var target = cursor.shown + PAGE, compared = 0;
  function step() {
    var some = cursor.numbers.slice(cursor.at, cursor.at + target - cursor.shown);
    var readable = within(cursor.meta, some, bytesLeft());
    if (!readable.length && !compared) { readable = some.slice(0, 1); } // however large, or nobody ever reads it
    if (!readable.length || compared >= COMPARED_AT_ONCE) { return null; }
    compared += readable.length;
    return documents(cursor.meta, readable).then(function (rows) {
      if (mine !== asked) { return null; }
      cursor.at += readable.length;
      rows.forEach(function (row) {
        var marks = matched(row.lines, cursor.phrases);
        if (!marks) { return; }
        list.append(shown(row, marks));
        cursor.shown += 1;
      });
      return cursor.shown < target ? step() : null;
    });
  }
  return Promise.resolve(step()).then(function () { if (mine === asked) { tell(); } });
}
// Where the bytes suffice, all are compared, so that the numbers told are exact.
function settle(mine) {
  var meta = cursor.meta, every = cursor.every;
  if (cursor.exact || within(meta, every, bytesLeft()).length < every.length) { return null; }
  return documents(meta, every).then(function (rows) {
    if (mine !== asked) { return; }
    var holding = every.filter(function (_, at) { return matched(rows[at].lines, cursor.phrases); });
    var left = new Set(holding), seen = new Set(cursor.numbers.slice(0, cursor.at));
    var here = cursor.numbers.filter(function (one) { return left.has(one); });
    cursor.at = here.filter(function (one) { return seen.has(one); }).length;
    cursor.numbers = here;
    cursor.exact = true;
    faceted(holding);
    tell();
  });
}
// How many of each kind there are, at most where not all were compared; a press asks for that kind alone.
function faceted(numbers) {
  var meta = cursor.meta, kind = state().kind, most = cursor.exact ? " " : " ≤ ";
  var counts = new Map();
  numbers.forEach(function (number) {
    var each = meta.groups[Math.floor(number / GROUP)].kind;
    counts.set(each, (counts.get(each) || 0) + 1);
  });
  facets.textContent = "";
  if (counts.size < 2) { return; }
  [...counts.keys()].sort(function (a, b) { return a - b; }).forEach(function (each) {
    var button = made("button", words.kinds[meta.kinds[each]] + most + counts.get(each));
    button.type = "button";
    button.setAttribute("aria-pressed", String(meta.kinds[each] === kind));
    button.addEventListener("click", function () {
      form.elements.kind.value = meta.kinds[each] === kind ? "" : meta.kinds[each];
      search(true);
    });
    facets.append(button);
  });
}
function busy(is) { list.setAttribute("aria-busy", String(is)); }
function emptied(word) {
  list.textContent = facets.textContent = "";
  more.hidden = true;
  said.textContent = word;
}
function passbook(number) {
  var item = made("li", "", "gs-found"), title = made("h2", "", "gs-found__title");
  var link = made("a", filled(words.passbook, { number: number }));
  link.href = "../passbooks/?n=" + number;
  title.append(link);
  item.append(title, made("p", words.passbook_how, "gs-found__text"));
  return item;
}
function search(isNew) {
  var mine = (asked += 1), values = state();
  var number = values.q.normalize("NFKC").toLowerCase();
  if (address(values) !== (location.search || "?")) {
    history[isNew ? "pushState" : "replaceState"](null, "", address(values));
  }
  document.title = (values.q ? values.q + " · " : "") + words.title;
  busy(false);
  if (address(values) === "?") {
    emptied(words.ask);
    return Promise.resolve();
  }
  if (/^v-[0-9a-z]{6}$/.test(number)) {
    emptied(words.passbook_said);
    list.append(passbook(number));
    return Promise.resolve();
  }
  var phrases = values.q.split(/\s+/).map(function (each) { return normal(each).text; }).filter(Boolean);
  if (values.q && !phrases.some(isKnown)) {
    emptied(words.longer);
    return Promise.resolve();
  }
  var before = cursor ? readSoFar() : 0;
  busy(true);
  return readJson("meta.json").then(function (meta) {
    var found = candidates(meta, phrases);
    var place = values.place ? inPlace(meta, values.place) : null;
    return Promise.all([found, place]).then(function (both) {
      if (mine !== asked) { return null; }
      var numbers = both[0].numbers.filter(function (one) { return kindOf(meta, one) in words.kinds; });
      if (both[1]) { numbers = numbers.filter(both[1]); }
      if (values.year) { numbers = numbers.filter(inYear(meta, values.year)); }
      var every = numbers;
      if (values.kind) {
        numbers = numbers.filter(function (one) { return kindOf(meta, one) === values.kind; });
      }
      emptied("");
      cursor = {
        meta: meta, phrases: phrases, every: every, numbers: numbers, at: 0, shown: 0,
        exact: both[0].exact, before: before
      };
      faceted(every);
      return next(mine).then(function () { return mine === asked ? settle(mine) : null; });
    });
  }).catch(function () { if (mine === asked) { emptied(words.failed); } }).then(function () {
    if (mine === asked) { busy(false); }
  });
}

// Filters: what there is to choose from stands in the same file as the groups.
function choices(meta) {
  var years = new Set();
  meta.groups.forEach(function (group) {
    group.years.forEach(function (each) { if (each[0]) { years.add(each[0]); } });
  });
  var used = new Set(meta.groups.map(function (group) { return group.kind; }));
  meta.kinds.forEach(function (kind, at) {
    if (used.has(at) && kind in words.kinds) { form.elements.kind.append(option(kind, words.kinds[kind])); }
  });
  form.elements.place.append(...optionsOf(meta.places));
  [...years].sort().reverse().forEach(function (year) {
    form.elements.year.append(option(year, dated(year, words)));
  });
}
function fromAddress() {
  var query = new URLSearchParams(location.search);
  NAMES.forEach(function (name) { form.elements[name].value = query.get(name) || ""; });
}
function links() { return [...list.querySelectorAll("a")]; }
function walk(event) {
  var of = links(), at = of.indexOf(document.activeElement), field = form.elements.q;
  var inField = document.activeElement === field;
  if (event.key === "ArrowDown" && (inField || at >= 0) && of[at + 1]) {
    event.preventDefault();
    of[at + 1].focus();
  } else if (event.key === "ArrowUp" && at >= 0) {
    event.preventDefault();
    (at ? of[at - 1] : field).focus();
  } else if (event.key === "Escape" && at >= 0) {
    field.focus();
  } else if (event.key === "Escape" && inField && field.value) {
    event.preventDefault();
    field.value = "";
    search(true);
  }
}

function failed() { said.textContent = words.failed; }
said.textContent = canUnpack ? "" : words.old;
if (canUnpack) {
  form.hidden = false;
  readJson("meta.json").then(choices).then(fromAddress).then(function () { search(false); }).catch(failed);
}
// Searches on while one types, but not within a character that is being composed.
function later() {
  clearTimeout(typing);
  typing = setTimeout(function () { search(false); }, 300);
}
form.addEventListener("submit", function (event) {
  event.preventDefault();
  clearTimeout(typing);
  search(true);
});
form.addEventListener("change", function (event) { if (event.target.name !== "q") { search(true); } });
form.elements.q.addEventListener("input", function (event) { if (!event.isComposing) { later(); } });
form.elements.q.addEventListener("compositionend", later);
more.addEventListener("click", function () {
  var before = links().length;
  cursor.before = readSoFar();
  busy(true);
  next(asked).then(function () {
    var of = links();
    if (of[before]) { of[before].focus(); }
    busy(false);
  });
});
window.addEventListener("popstate", function () { fromAddress(); search(false); });
document.addEventListener("keydown", walk);
