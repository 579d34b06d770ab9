// A list by place, tag or year, sorted, a page at a time, all of it in the address
// (?place=…&sort=…&page=2). Without script, and without any of these, the page stays as it is.
import { below, canUnpack, dated, filled, made, option, optionsOf, readJson } from "./packed.js";

var tools = document.querySelector("[data-tools]"), form = document.querySelector("[data-list]");
var said = document.querySelector("[data-list-said]");
var listed = document.querySelector("[data-listed]"), rest = document.querySelector("[data-rows]");
var words = JSON.parse(document.querySelector("[data-list-words]").textContent);
var NAMES = ["place", "tag", "year", "sort"], MOST = 60, all, asked = 0;
var byName = new Intl.Collator("zh-CN-u-co-pinyin", { numeric: true });

function read() {
  all = all || readJson(form.getAttribute("data-list")).then(function (data) {
    choices(data);
    return data;
  });
  return all;
}
// What there is to choose from, once; of places only those with something in them or below.
function choices(data) {
  var used = new Set(), tags = new Set(), years = new Set();
  data.rows.forEach(function (row) {
    for (var place = row[2]; place >= 0 && !used.has(place); place = data.places[place][2]) { used.add(place); }
    row[4].forEach(function (tag) { tags.add(tag); });
    if (row[3]) { years.add(row[3].slice(0, 4)); }
  });
  form.elements.place.append(...optionsOf(data.places).filter(function (_, at) { return used.has(at); }));
  [...tags].sort(byName.compare).forEach(function (tag) { form.elements.tag.append(option(tag, inWords(tag))); });
  [...years].sort().reverse().forEach(function (year) {
    form.elements.year.append(option(year, dated(year, words)));
  });
  NAMES.slice(0, 3).forEach(function (name) {
    form.elements[name].parentNode.hidden = form.elements[name].options.length < 3;
  });
  if (!years.size) {
    ["new", "old"].forEach(function (sort) { form.querySelector("[value=" + sort + "]").remove(); });
  }
}
function chosen(data, query) {
  var [place, tag, year, sort] = NAMES.map(function (name) { return query.get(name); });
  var within = below(data.places, place), last = sort === "old" ? "9" : ""; // what has no date comes last
  var rows = data.rows.filter(function (row) {
    return (!place || within.has(row[2])) && (!tag || row[4].includes(tag)) && (!year || row[3].startsWith(year));
  });
  if (sort === "name") { rows.sort(function (a, b) { return byName.compare(a[0], b[0]); }); }
  if (sort !== "name") {
    rows.sort(function (a, b) {
      var one = a[3] || last, other = b[3] || last;
      return one === other ? 0 : (one < other) === (sort === "old") ? -1 : 1;
    });
  }
  return rows;
}
// On an English page tags, which are in Chinese in the file, are said in English.
function inWords(tag) { return (words.tags && words.tags[tag]) || tag; }
function shown(row, data) {
  var item = made("li"), title = made("b"), link = made("a", row[0]);
  link.href = form.getAttribute("data-root") + row[1];
  title.append(link);
  item.append(title);
  row[4].concat(row[6] ? words.demo : []).forEach(function (tag) {
    item.append(" ", made("span", inWords(tag), "gs-tag"));
  });
  var place = data.places[row[2]], date = row[3] && dated(row[3], words);
  var about = [row[5], date, place && place[1]].filter(Boolean).join("　");
  if (about) { item.append(made("br"), made("small", about)); }
  return item;
}
function address(query, page) {
  var at = new URLSearchParams(query);
  at.delete("page");
  if (page > 1) { at.set("page", page); }
  return "?" + at;
}
function pagesOf(query, page, pages) {
  var nav = made("nav", "", "gs-pages"), list = made("ol");
  nav.setAttribute("aria-label", words.pages);
  for (var each = 1; each <= pages; each += 1) {
    var item = made("li"), node = made(each === page ? "span" : "a", String(each));
    if (each === page) { node.setAttribute("aria-current", "page"); } else { node.href = address(query, each); }
    item.append(node);
    list.append(item);
  }
  nav.append(list);
  return nav;
}
function show() {
  var query = new URLSearchParams(location.search), mine = (asked += 1);
  var plain = !NAMES.concat("page").some(function (name) { return query.get(name); });
  rest.hidden = !plain;
  listed.textContent = said.textContent = "";
  tools.open = tools.open || !plain;
  return plain && !tools.open ? Promise.resolve() : read().then(function (data) {
    if (mine !== asked) { return; }
    NAMES.forEach(function (name) { form.elements[name].value = query.get(name) || ""; });
    if (plain) { return; }
    var rows = chosen(data, query), pages = Math.max(1, Math.ceil(rows.length / MOST));
    var page = Math.min(pages, Math.max(1, parseInt(query.get("page"), 10) || 1));
    var phrase = !rows.length ? words.none : pages > 1 ? words.count : words.one;
    said.textContent = filled(phrase, { count: rows.length, page: page, pages: pages });
    var list = made("ul", "", "gs-list");
    rows.slice((page - 1) * MOST, page * MOST).forEach(function (row) { list.append(shown(row, data)); });
    listed.append(list);
    if (pages > 1) { listed.append(pagesOf(query, page, pages)); }
  });
}
function go(to) {
  history.pushState(null, "", to);
  return show();
}
function failed() { said.textContent = words.failed; rest.hidden = false; }

if (canUnpack) {
  tools.hidden = false;
  show().catch(failed);
}
tools.addEventListener("toggle", function () { if (tools.open) { read().catch(failed); } });
form.addEventListener("submit", function (event) { event.preventDefault(); });
form.addEventListener("change", function () {
  var query = new URLSearchParams();
  NAMES.forEach(function (name) {
    if (form.elements[name].value) { query.set(name, form.elements[name].value); }
  });
  go(String(query) ? "?" + query : location.pathname).catch(failed);
});
listed.addEventListener("click", function (event) {
  var link = event.target.closest(".gs-pages a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) { return; }
  event.preventDefault();
  go(link.href).then(function () {
    said.tabIndex = -1;
    said.focus();
  }).catch(failed);
});
window.addEventListener("popstate", function () { show().catch(failed); });
