// Looks things up in the files below search/, which scripts/gongshi/publish/search writes; the rules of
// its terms.py stand here again. How large each file is stands in meta.json, so that what a query reads is
// known before it is read.
import { isRead, read, readJson } from "./packed.js";

export var GROUP = 1048576;
var GROUPS = 256;
var TO_LOOK_UP = 60000; // bytes that the terms of a query may take, after the first
var BEGINNINGS = [6, 4, 2];
var WIDE = "\u2e80";

// Terms
var alike = new Map();
function folded(character) {
  var plain = alike.get(character);
  if (plain === undefined) {
    plain = character.normalize("NFKC").replace(/[^\p{L}\p{N}]+/gu, " ").toLowerCase();
    alike.set(character, plain);
  }
  return plain;
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
// The terms of a phrase. A run of letters or digits at the edge of Chinese need not be whole; a phrase without
// Chinese may break off in its last word, if that is in letters.
function termsOf(said) {
  var units = unitsOf(said), latin = !units.some(wide), found = [], before = "", gap = "";
  units.forEach(function (unit, at) {
    if (unit === " ") { gap = " "; return; }
    if (before && (wide(unit) || wide(before))) { found.push(lastOf(before) + gap + firstOf(unit)); }
    if (unit.length > 1 && !wide(unit) && (latin || (at > 0 && at < units.length - 1))) { found.push(wordOf(unit)); }
    before = unit;
    gap = "";
  });
  return found;
}
function wordOf(unit) {
  if (!/^[a-z]+$/.test(unit)) { return unit; }
  return unit.slice(0, BEGINNINGS.find(function (length) { return length <= unit.length; }));
}
export function isKnown(phrase) { return termsOf(phrase).length > 0; }
// Whether whatever has its term holds the phrase, without comparing.
function isTerm(phrase) {
  var terms = termsOf(phrase);
  return terms.length === 1 && terms[0] === phrase;
}
function shardOf(term, meta) {
  var number = 0;
  for (var character of term) { number = (number * 31 + character.codePointAt(0)) % 65521; }
  return number % meta.shards.length;
}
function termFile(term, meta) { return "words-" + String(shardOf(term, meta)).padStart(3, "0"); }
// By which terms to look phrases up: of each the one in the smallest file, then of each the next, as far as the
// bytes go. The first of all comes before them, since it tells what stands at the beginning of a title.
function someOf(phrases, meta) {
  var turns = phrases.flatMap(function (phrase) {
    return termsOf(phrase).map(function (term) {
      return { term: term, file: termFile(term, meta), size: meta.shards[shardOf(term, meta)] * 100 };
    }).sort(bySize).map(function (each, turn) { return { ...each, turn: turn }; });
  }).sort(function (a, b) { return a.turn - b.turn || bySize(a, b); });
  var first = phrases.flatMap(termsOf)[0], files = new Set(), left = TO_LOOK_UP;
  turns.sort(function (a, b) { return (b.term === first) - (a.term === first); });
  var some = turns.filter(function (each, at) {
    if (files.has(each.file)) { return true; }
    if (at && each.size > left) { return false; }
    left -= at ? each.size : 0;
    files.add(each.file);
    return true;
  });
  return { terms: [...new Set(some.map(function (each) { return each.term; }))], all: some.length === turns.length };
}
function bySize(a, b) { return a.size - b.size; }

// Lists of documents
function numbers(written) {
  var number = 0;
  return written ? written.split(" ").map(function (by) { return (number += parseInt(by, 36)); }) : [];
}
// The documents of a term: those whose title it begins, in whose title it stands, and all.
function lookedUp(term, meta) {
  return read(termFile(term, meta)).then(function (text) {
    var at = ("\n" + text).indexOf("\n" + term + "\t"), end = text.indexOf("\n", at);
    var lists = at < 0 ? [] : text.slice(at, end < 0 ? text.length : end).split("\t");
    var first = new Set(numbers(lists[1])), titled = new Set([...first, ...numbers(lists[2])]);
    return { first: first, titled: titled, all: new Set([...titled, ...numbers(lists[3])]) };
  });
}
function inAll(sets) {
  if (!sets.length) { return new Set(); }
  sets = sets.slice().sort(function (a, b) { return a.size - b.size; });
  return new Set([...sets[0]].filter(function (one) {
    return sets.every(function (set) { return set.has(one); });
  }));
}
// The documents that may be meant, the best first: by what begins the title, stands in it, or in the text; then
// by the order of the groups, and the newest first. `exact` where none need be compared with its text.
export function candidates(meta, phrases) {
  if (!phrases.length) { return Promise.resolve({ numbers: everything(meta), exact: true }); }
  var wanted = someOf(phrases, meta);
  return Promise.all(wanted.terms.map(function (term) { return lookedUp(term, meta); })).then(function (found) {
    var all = inAll(found.map(function (each) { return each.all; }));
    var titled = inAll(found.map(function (each) { return each.titled; }));
    var keys = Uint32Array.from(all, function (number) {
      var rank = !titled.has(number) ? 2 : found[0].first.has(number) ? 0 : 1;
      return (rank * GROUPS + Math.floor(number / GROUP)) * GROUP + GROUP - 1 - number % GROUP;
    }).sort();
    var sorted = Array.from(keys, function (key) {
      return Math.floor(key / GROUP) % GROUPS * GROUP + GROUP - 1 - key % GROUP;
    });
    return { numbers: sorted, exact: wanted.all && phrases.every(isTerm) };
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
// Of a place those in it and below: a term of theirs that no text has.
export function inPlace(meta, place) {
  return lookedUp("@" + place, meta).then(function (found) {
    return function (number) { return found.all.has(number); };
  });
}
function placeOf(meta, number) {
  var g = Math.floor(number / GROUP), at = number % GROUP, group = meta.groups[g], block = 0;
  while (block + 1 < group.blocks.length && group.blocks[block + 1] <= at) { block += 1; }
  return { group: group, file: "texts-" + g + "-" + block, at: at - group.blocks[block], size: group.sizes[block] * 100 };
}
// So many of the documents, from the first, as can be read with so many bytes.
export function within(meta, numbers, bytes) {
  var missing = new Set(), count = 0;
  for (; count < numbers.length; count += 1) {
    var place = placeOf(meta, numbers[count]);
    if (isRead(place.file) || missing.has(place.file)) { continue; }
    if (place.size > bytes) { break; }
    bytes -= place.size;
    missing.add(place.file);
  }
  return numbers.slice(0, count);
}
export function documentOf(meta, number) {
  var place = placeOf(meta, number), group = place.group;
  return readJson(place.file).then(function (rows) {
    var row = rows[place.at];
    return {
      title: row[0], address: row[1], place: meta.places[row[2]], date: row[3],
      lines: [row[0]].concat(row[4] ? row[4].split("\n") : []),
      kind: meta.kinds[group.kind], demo: group.demo, of: row[5]
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
