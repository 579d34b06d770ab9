// What the page of search and the lists share: reading the files below search/, which are gzip, and
// making nodes. What is read is text, never HTML.
var kept = {}, sizes = {};
export var canUnpack = "DecompressionStream" in window;

// The page of search says where its files lie; a list gives the whole address.
var search = document.querySelector("[data-search]"), folder = search ? search.getAttribute("data-search") : "";
var english = document.documentElement.lang === "en";

// On an English page what is Chinese is a record's.
export function made(name, text, className) {
  var node = document.createElement(name);
  if (text) { node.textContent = text; }
  if (english && /[\u3400-\u9fff]/.test(text)) { node.lang = "zh"; }
  if (className) { node.className = className; }
  return node;
}
export function filled(phrase, slots) {
  return phrase.replace(/\{(\w+)(:02d)?\}/g, function (_, name, pad) {
    return String(slots[name]).padStart(pad ? 2 : 0, "0");
  });
}
export function dated(date, words) {
  var parts = date.split("-").map(Number);
  return filled(words[["year", "month", "day"][parts.length - 1]], { 0: parts[0], 1: parts[1], 2: parts[2] });
}
export function option(value, label) {
  var node = made("option", label);
  node.value = value;
  return node;
}
// Places are rows of id, label and the index of the next higher one, which stands before it.
export function optionsOf(places) {
  var depth = [];
  return places.map(function (place, at) {
    depth[at] = place[2] < 0 ? 0 : depth[place[2]] + 1;
    return option(place[0], "　".repeat(depth[at]) + place[1]);
  });
}
// The indices of a place and of all below it.
export function below(places, id) {
  var within = new Set();
  places.forEach(function (each, at) { if (each[0] === id || within.has(each[2])) { within.add(at); } });
  return within;
}

// Files, unpacked; each is read once.
function unpacked(buffer) {
  var bytes = new Uint8Array(buffer);
  var packed = bytes[0] === 31 && bytes[1] === 139; // a server may have unpacked it
  if (!packed) { return new TextDecoder().decode(bytes); }
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
}
export function read(name) {
  if (!kept[name]) {
    kept[name] = fetch(folder + name + ".gz").then(function (answer) {
      if (!answer.ok) { throw new Error(name); }
      return answer.arrayBuffer();
    }).then(function (buffer) { sizes[name] = buffer.byteLength; return unpacked(buffer); });
    kept[name].catch(function () { delete kept[name]; });
  }
  return kept[name];
}
export function isRead(name) { return name in sizes; }
// Bytes of all files that were read.
export function readSoFar() {
  return Object.values(sizes).reduce(function (a, b) { return a + b; }, 0);
}
export function readJson(name) {
  var key = name + "#";
  if (!kept[key]) {
    kept[key] = read(name).then(JSON.parse);
    kept[key].catch(function () { delete kept[key]; });
  }
  return kept[key];
}
