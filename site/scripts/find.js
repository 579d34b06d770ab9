// Looks things up in the files below search/, which scripts/gongshi/publish/search writes; the rules of
// its terms.py stand here again.
import { below, read, readJson, sizes } from "./packed.js";

export var GROUP = 1048576;
var GROUPS = 256;
var TO_LOOK_UP = 30000; // bytes that the terms of a phrase may take, after the first two
var WIDE = "\u2e80";

// Terms
function folded(character) {
  return character.normalize("NFKC").replace(/[^\p{L}\p{N}]+/gu, " ").toLowerCase();
}
// The text as it is compared, and for each character of it where in `text` it comes from.
export function normal(text) {
  var said = "", from = [], at = 0;
  for (var character of text) {
    for (var plain of folded(character)) {
      if (plain === " " && (!said || said.endsWith(" "))) { continue; }
      for (var n = 0; n < plain.length; n += 1) { from.push(at); }
      said += plain;
    }
    at += character.length;
  }
  return { text: said.replace(/ +$/, ""), from: from };
}
function unitsOf(said) { return said.match(/[\u2e80-\u{10ffff}]|[^ \u2e80-\u{10ffff}]+| /gu) || []; }
export function wide(unit) { return unit >= WIDE; }
function lastOf(unit) { return Array.from(unit).pop(); }
function firstOf(unit) { return Array.from(unit)[0]; }
// What to look a phrase up by. A run of letters or digits at the edge of Chinese need not be whole; a phrase
// in Latin letters alone may break off in its last word.
export function termsOf(said) {
  var units = unitsOf(said).filter(function (unit) { return unit; });
  var latin = !units.some(wide), found = [], before = "", gap = "";
  units.forEach(function (unit, at) {
    if (unit === " ") { gap = " "; return; }
    if (before && (wide(unit) || wide(before))) { found.push({ term: lastOf(before) + gap + firstOf(unit) }); }
    var last = at === units.length - 1;
    if (unit.length > 1 && !wide(unit) && (latin || (at > 0 && !last))) {
      found.push({ term: unit, begins: latin && last && /^[a-z]/.test(unit) });
    }
    before = unit;
    gap = "";
  });
  return found;
}
// Of a long phrase its first term, and of the others those that take the least to read.
function someOf(terms, shards) {
  var left = TO_LOOK_UP, rest = terms.slice(1).map(function (each) {
    return { each: each, size: shards[shardOf(each.term, shards.length)] * 100 };
  }).sort(function (a, b) { return a.size - b.size; });
  return terms.slice(0, 1).concat(rest.filter(function (one, at) {
    left -= one.size;
    return at < 1 || left > 0;
  }).map(function (one) { return one.each; }));
}
function shardOf(term, shards) {
  var number = 0;
  for (var character of (/^[a-z]/.test(term) ? term.slice(0, 2) : term)) {
    number = (number * 31 + character.codePointAt(0)) % 65521;
  }
  return number % shards;
}

// Lists of documents
function numbers(written) {
  var number = 0;
  return written ? written.split(" ").map(function (by) { return (number += parseInt(by, 36)); }) : [];
}
function lookedUp(text, wanted) {
  var lists = [new Set(), new Set(), new Set()], from = 0;
  var begin = wanted.begins ? wanted.term : wanted.term + "\t";
  for (;;) {
    var at = text.startsWith(begin, from) && from === 0 ? 0 : text.indexOf("\n" + begin, from);
    if (at < 0) { break; }
    if (text[at] === "\n") { at += 1; }
    var end = text.indexOf("\n", at);
    var parts = text.slice(at, end < 0 ? text.length : end).split("\t");
    lists.forEach(function (list, n) { numbers(parts[n + 1]).forEach(function (one) { list.add(one); }); });
    if (end < 0 || !wanted.begins) { break; }
    from = end;
  }
  var titled = new Set([...lists[0], ...lists[1]]);
  return { first: lists[0], titled: titled, all: new Set([...titled, ...lists[2]]) };
}
function inAll(sets) {
  if (!sets.length) { return new Set(); }
  sets = sets.slice().sort(function (a, b) { return a.size - b.size; });
  return new Set([...sets[0]].filter(function (one) {
    return sets.every(function (set) { return set.has(one); });
  }));
}
// The documents that may be meant, the best first: by what begins the title, stands in it, or in the text; then
// by the order of the groups, and the newest first.
export function candidates(meta, phrases) {
  var wanted = phrases.flatMap(function (phrase) { return someOf(termsOf(phrase), meta.shards); });
  if (!phrases.length) { return Promise.resolve(everything(meta)); }
  return Promise.all(wanted.map(function (each) {
    var name = "words-" + String(shardOf(each.term, meta.shards.length)).padStart(3, "0");
    return read(name).then(function (text) { return lookedUp(text, each); });
  })).then(function (found) {
    var all = inAll(found.map(function (each) { return each.all; }));
    var titled = inAll(found.map(function (each) { return each.titled; }));
    var first = found.length ? found[0].first : new Set();
    var keys = Uint32Array.from(all, function (number) {
      var rank = !titled.has(number) ? 2 : first.has(number) ? 0 : 1;
      return (rank * GROUPS + Math.floor(number / GROUP)) * GROUP + GROUP - 1 - number % GROUP;
    }).sort();
    return Array.from(keys, function (key) {
      return Math.floor(key / GROUP) % GROUPS * GROUP + GROUP - 1 - key % GROUP;
    });
  });
}
function everything(meta) {
  return meta.groups.flatMap(function (group, g) {
    return Array.from({ length: group.count }, function (_, n) { return g * GROUP + group.count - 1 - n; });
  });
}
function yearsOf(group, year) {
  var start = group.count, end = group.count;
  group.years.forEach(function (each, at) {
    if (each[0] !== year) { return; }
    start = each[1];
    end = at + 1 < group.years.length ? group.years[at + 1][1] : group.count;
  });
  return [start, end];
}
export function inYear(meta, year) {
  var ranges = meta.groups.map(function (group) { return yearsOf(group, year); });
  return function (number) {
    var range = ranges[Math.floor(number / GROUP)], at = number % GROUP;
    return at >= range[0] && at < range[1];
  };
}
export function inPlace(meta, place) {
  var within = below(meta.places, place);
  return readJson("places.json").then(function (columns) {
    return function (number) { return within.has(columns[Math.floor(number / GROUP)][number % GROUP]); };
  });
}
function blockOf(group, at) {
  var block = 0;
  while (block + 1 < group.blocks.length && group.blocks[block + 1] <= at) { block += 1; }
  return block;
}
function placeOf(meta, number) {
  var g = Math.floor(number / GROUP), at = number % GROUP, group = meta.groups[g], block = blockOf(group, at);
  return { group: group, file: "texts-" + g + "-" + block, at: at - group.blocks[block] };
}
// What it takes to read all these documents, as far as it is not there yet, guessed from what is.
export function bytesFor(meta, numbers) {
  var missing = new Set(), read = Object.keys(sizes).filter(function (name) { return name.startsWith("texts-"); });
  numbers.forEach(function (number) {
    var file = placeOf(meta, number).file;
    if (!sizes[file]) { missing.add(file); }
  });
  var sum = read.reduce(function (so, name) { return so + sizes[name]; }, 0);
  return missing.size * (read.length ? sum / read.length : 5000);
}
export function documentOf(meta, number) {
  var place = placeOf(meta, number), group = place.group;
  return readJson(place.file).then(function (rows) {
    var row = rows[place.at];
    return {
      title: row[0], address: row[1], place: meta.places[row[2]], date: row[3],
      lines: [row[0]].concat(row[4] ? row[4].split("\n") : []),
      kind: meta.kinds[group.kind], demo: group.demo
    };
  });
}

// Comparing with the text
function placesIn(said, phrase) {
  var found = [], at = -1, latin = !unitsOf(phrase).some(wide);
  while ((at = said.indexOf(phrase, at + 1)) >= 0) {
    var end = at + phrase.length;
    var whole = !/^[\p{L}\p{N}]$/u.test(said[at - 1] || " ") || wide(said[at - 1]);
    var ends = !/[0-9]$/.test(phrase) || !/[a-z0-9]/.test(said[end] || " ");
    if (!latin || (whole && ends)) { found.push([at, end]); }
  }
  return found;
}
// Where in each line the phrases stand; nothing where one of them stands nowhere.
export function matched(lines, phrases) {
  var missing = new Set(phrases);
  var marks = lines.map(function (line) {
    var plain = normal(line), found = [];
    phrases.forEach(function (phrase) {
      placesIn(plain.text, phrase).forEach(function (place) {
        missing.delete(phrase);
        var last = plain.from[place[1] - 1];
        found.push([plain.from[place[0]], last + String.fromCodePoint(line.codePointAt(last)).length]);
      });
    });
    return found.sort(function (a, b) { return a[0] - b[0] || a[1] - b[1]; });
  });
  return missing.size ? null : marks;
}
