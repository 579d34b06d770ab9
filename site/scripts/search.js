// Finds what is asked for (?q=…&kind=…&place=…&year=…) in the files below search/, which
// scripts/gongshi/publish/search writes; the rules of terms.py stand here again. What comes from those files is
// text, never read as HTML.
(function () {
  var GROUP = 1048576, GROUPS = 256, PAGE = 10, READ_AT_ONCE = 30, AROUND = 40;
  var TO_LOOK_UP = 30000; // bytes that the terms of a phrase may take, after the first two
  var TO_COMPARE = 100000; // bytes that a query may read before it stops comparing for an exact number
  var WIDE = "\u2e80";
  var kept = {}, sizes = {};

  function made(name, text, className) {
    var node = document.createElement(name);
    if (text) { node.textContent = text; }
    if (className) { node.className = className; }
    return node;
  }
  function filled(phrase, slots) {
    return phrase.replace(/\{(\w+)(:02d)?\}/g, function (_, name, pad) { return String(slots[name]).padStart(pad ? 2 : 0, "0"); });
  }

  // Files
  function unpacked(buffer) {
    var bytes = new Uint8Array(buffer);
    if (bytes[0] !== 31 || bytes[1] !== 139) { return new TextDecoder().decode(bytes); } // the server has unpacked it
    return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
  }
  function read(name) {
    if (!kept[name]) {
      kept[name] = fetch(name + ".gz").then(function (answer) {
        if (!answer.ok) { throw new Error(name); }
        return answer.arrayBuffer();
      }).then(function (buffer) { sizes[name] = buffer.byteLength; return unpacked(buffer); });
      kept[name].catch(function () { delete kept[name]; });
    }
    return kept[name];
  }
  function readSoFar() {
    return Object.values(sizes).reduce(function (a, b) { return a + b; }, 0);
  }
  function readJson(name) {
    var key = name + "#";
    if (!kept[key]) {
      kept[key] = read(name).then(JSON.parse);
      kept[key].catch(function () { delete kept[key]; });
    }
    return kept[key];
  }

  // Terms
  function folded(character) {
    return character.normalize("NFKC").replace(/[^\p{L}\p{N}]+/gu, " ").toLowerCase();
  }
  // The text as it is compared, and for each character of it where in `text` it comes from.
  function normal(text) {
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
  function wide(unit) { return unit >= WIDE; }
  function lastOf(unit) { return Array.from(unit).pop(); }
  function firstOf(unit) { return Array.from(unit)[0]; }
  // What to look a phrase up by. A run of letters or digits at the edge of Chinese need not be whole; a phrase
  // in Latin letters alone may break off in its last word.
  function termsOf(said) {
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
    var lists = [new Set(), new Set(), new Set()], from = 0, begin = wanted.begins ? wanted.term : wanted.term + "\t";
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
    return new Set([...sets[0]].filter(function (one) { return sets.every(function (set) { return set.has(one); }); }));
  }
  // The documents that may be meant, the best first: by what begins the title, stands in it, or in the text; then
  // by the order of the groups, and the newest first.
  function candidates(meta, phrases) {
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
      return Array.from(keys, function (key) { return Math.floor(key / GROUP) % GROUPS * GROUP + GROUP - 1 - key % GROUP; });
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
  function inYear(meta, year) {
    var ranges = meta.groups.map(function (group) { return yearsOf(group, year); });
    return function (number) {
      var range = ranges[Math.floor(number / GROUP)], at = number % GROUP;
      return at >= range[0] && at < range[1];
    };
  }
  function inPlace(meta, place) {
    var within = new Set();
    meta.places.forEach(function (each, at) { if (each[0] === place || within.has(each[2])) { within.add(at); } });
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
  function bytesFor(meta, numbers) {
    var missing = new Set(), read = Object.keys(sizes).filter(function (name) { return name.startsWith("texts-"); });
    numbers.forEach(function (number) {
      var file = placeOf(meta, number).file;
      if (!sizes[file]) { missing.add(file); }
    });
    var sum = read.reduce(function (so, name) { return so + sizes[name]; }, 0);
    return missing.size * (read.length ? sum / read.length : 5000);
  }
  function documentOf(meta, number) {
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
  function matched(lines, phrases) {
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

  document.addEventListener("DOMContentLoaded", function () {
    var form = document.querySelector("[data-search]");
    var said = document.querySelector("[data-search-said]");
    var list = document.querySelector("[data-found]");
    var facets = document.querySelector("[data-facets]");
    var more = document.querySelector("[data-more]");
    var words = JSON.parse(document.querySelector("[data-search-words]").textContent);
    var asked = 0, typing = 0, cursor = null;

    function state() {
      var values = {};
      ["q", "kind", "place", "year"].forEach(function (name) { values[name] = form.elements[name].value.trim(); });
      return values;
    }
    function address(values) {
      var query = new URLSearchParams();
      Object.keys(values).forEach(function (name) { if (values[name]) { query.set(name, values[name]); } });
      return "?" + query;
    }
    function dated(date) {
      var parts = date.split("-").map(Number);
      return filled(words[["year", "month", "day"][parts.length - 1]], { 0: parts[0], 1: parts[1], 2: parts[2] });
    }
    function shown(found, marks) {
      var item = made("li", "", "gs-found"), link = made("a");
      link.href = "../" + found.address;
      marked(link, found.title, marks[0], 0, found.title.length);
      var title = made("h2", "", "gs-found__title");
      title.append(link);
      var about = [found.kind[1]];
      if (found.place) { about.push(found.place[1]); }
      if (found.date) { about.push(dated(found.date)); }
      var line = made("p", about.join(" · "), "gs-list__meta");
      if (found.demo) { line.append(" ", made("span", words.demo, "gs-tag")); }
      item.append(title, excerpt(found.lines, marks), line);
      return item;
    }
    function tell() {
      var whole = cursor.at >= cursor.numbers.length;
      var exact = cursor.exact || whole, count = whole ? cursor.shown : cursor.numbers.length - cursor.missed;
      said.textContent = count ? filled(exact ? words.count : words.about, { count: count }) : words.none;
      more.hidden = whole;
    }
    // Reads on until a page is full: what only looks like the phrase is passed over.
    function next(mine) {
      var had = cursor.shown, target = had + PAGE, readings = 0, before = cursor.at ? readSoFar() : cursor.before;
      function step() {
        var some = cursor.numbers.slice(cursor.at, cursor.at + target - cursor.shown);
        var enough = cursor.shown > had && readSoFar() - before > TO_COMPARE;
        if (!some.length || readings >= READ_AT_ONCE || enough) { return null; }
        readings += some.length;
        return Promise.all(some.map(function (number) { return documentOf(cursor.meta, number); })).then(function (rows) {
          if (mine !== asked) { return null; }
          cursor.at += some.length;
          rows.forEach(function (row) {
            var marks = matched(row.lines, cursor.phrases);
            if (!marks) { cursor.missed += 1; return; }
            list.append(shown(row, marks));
            cursor.shown += 1;
          });
          return cursor.shown < target ? step() : null;
        });
      }
      return Promise.resolve(step()).then(function () { if (mine === asked) { tell(); } });
    }
    // Where it takes little, all are compared, so that the numbers told are exact.
    function settle(mine) {
      var meta = cursor.meta, spent = readSoFar() - cursor.before;
      if (cursor.exact || spent + bytesFor(meta, cursor.every) > TO_COMPARE) { return null; }
      return Promise.all(cursor.every.map(function (number) { return documentOf(meta, number); })).then(function (rows) {
        if (mine !== asked) { return; }
        var every = cursor.every.filter(function (_, at) { return matched(rows[at].lines, cursor.phrases); });
        var left = new Set(every), read = new Set(cursor.numbers.slice(0, cursor.at));
        var here = cursor.numbers.filter(function (one) { return left.has(one); });
        cursor.at = here.filter(function (one) { return read.has(one); }).length;
        cursor.numbers = here;
        cursor.missed = 0;
        cursor.exact = true;
        faceted(meta, every, state().kind);
        tell();
      });
    }
    // How many of each kind there are; a press on one asks for that kind alone.
    function faceted(meta, numbers, kind) {
      var counts = new Map();
      numbers.forEach(function (number) {
        var each = meta.groups[Math.floor(number / GROUP)].kind;
        counts.set(each, (counts.get(each) || 0) + 1);
      });
      facets.textContent = "";
      if (counts.size < 2) { return; }
      [...counts.keys()].sort(function (a, b) { return a - b; }).forEach(function (each) {
        var button = made("button", meta.kinds[each][1] + " " + counts.get(each));
        button.type = "button";
        button.setAttribute("aria-pressed", String(meta.kinds[each][0] === kind));
        button.addEventListener("click", function () {
          form.elements.kind.value = meta.kinds[each][0] === kind ? "" : meta.kinds[each][0];
          search(true);
        });
        facets.append(button);
      });
    }
    function emptied(word) {
      list.textContent = facets.textContent = "";
      more.hidden = true;
      said.textContent = word;
    }
    function passbook(number) {
      var item = made("li", "", "gs-found"), title = made("h2", "", "gs-found__title"), link = made("a", filled(words.passbook, { number: number }));
      link.href = "../passbooks/?n=" + number;
      title.append(link);
      item.append(title, made("p", words.passbook_how, "gs-found__text"));
      return item;
    }
    function search(isNew) {
      var mine = (asked += 1), values = state();
      var number = values.q.normalize("NFKC").toLowerCase();
      if (address(values) !== (location.search || "?")) { history[isNew ? "pushState" : "replaceState"](null, "", address(values)); }
      document.title = (values.q ? values.q + " · " : "") + words.title;
      if (!values.q && !values.kind && !values.place && !values.year) { emptied(words.ask); return Promise.resolve(); }
      if (/^v-[0-9a-z]{6}$/.test(number)) {
        emptied(words.passbook_said);
        list.append(passbook(number));
        return Promise.resolve();
      }
      var phrases = values.q.split(/\s+/).map(function (each) { return normal(each).text; }).filter(Boolean);
      if (values.q && !phrases.some(function (phrase) { return termsOf(phrase).length; })) { emptied(words.longer); return Promise.resolve(); }
      var before = readSoFar();
      return readJson("meta.json").then(function (meta) {
        var found = candidates(meta, phrases);
        var place = values.place ? inPlace(meta, values.place) : null;
        return Promise.all([found, place]).then(function (both) {
          if (mine !== asked) { return null; }
          var numbers = both[0];
          if (both[1]) { numbers = numbers.filter(both[1]); }
          if (values.year) { numbers = numbers.filter(inYear(meta, values.year)); }
          var every = numbers;
          if (values.kind) {
            numbers = numbers.filter(function (one) { return meta.kinds[meta.groups[Math.floor(one / GROUP)].kind][0] === values.kind; });
          }
          emptied("");
          faceted(meta, every, values.kind);
          var simple = !phrases.length || (phrases.length === 1 && Array.from(phrases[0]).length === 2 && Array.from(phrases[0]).every(wide));
          cursor = { meta: meta, phrases: phrases, every: every, numbers: numbers, at: 0, shown: 0, missed: 0, exact: simple, before: before };
          return next(mine).then(function () { return mine === asked ? settle(mine) : null; });
        });
      }).catch(function () { if (mine === asked) { emptied(words.failed); } });
    }

    // Filters: what there is to choose from stands in the same file as the groups.
    function option(value, label) {
      var node = made("option", label);
      node.value = value;
      return node;
    }
    function choices(meta) {
      var years = new Set();
      meta.groups.forEach(function (group) { group.years.forEach(function (each) { if (each[0]) { years.add(each[0]); } }); });
      var used = new Set(meta.groups.map(function (group) { return group.kind; })), depth = [];
      meta.kinds.forEach(function (kind, at) { if (used.has(at)) { form.elements.kind.append(option(kind[0], kind[1])); } });
      meta.places.forEach(function (place, at) {
        depth[at] = place[2] < 0 ? 0 : depth[place[2]] + 1;
        form.elements.place.append(option(place[0], "　".repeat(depth[at]) + place[1]));
      });
      [...years].sort().reverse().forEach(function (year) { form.elements.year.append(option(year, dated(year))); });
    }
    function fromAddress() {
      var query = new URLSearchParams(location.search);
      ["q", "kind", "place", "year"].forEach(function (name) { form.elements[name].value = query.get(name) || ""; });
    }
    function links() { return [...list.querySelectorAll("a")]; }
    function walk(event) {
      var of = links(), at = of.indexOf(document.activeElement), inField = document.activeElement === form.elements.q;
      if (event.key === "ArrowDown" && (inField || at >= 0) && of[at + 1]) { of[at + 1].focus(); event.preventDefault(); }
      if (event.key === "ArrowUp" && at >= 0) { (at ? of[at - 1] : form.elements.q).focus(); event.preventDefault(); }
      if (event.key === "Escape" && at >= 0) { form.elements.q.focus(); }
      if (event.key === "Escape" && inField && form.elements.q.value) { form.elements.q.value = ""; search(true); event.preventDefault(); }
    }

    if (!window.DecompressionStream) { said.textContent = words.old; return; }
    form.hidden = false;
    said.textContent = "";
    readJson("meta.json").then(choices).then(fromAddress).then(function () { search(false); }).catch(function () { said.textContent = words.failed; });
    form.addEventListener("submit", function (event) { event.preventDefault(); clearTimeout(typing); search(true); });
    form.addEventListener("change", function (event) { if (event.target.name !== "q") { search(true); } });
    form.elements.q.addEventListener("input", function (event) {
      clearTimeout(typing);
      if (!event.isComposing) { typing = setTimeout(function () { search(false); }, 300); }
    });
    form.elements.q.addEventListener("compositionend", function () { typing = setTimeout(function () { search(false); }, 300); });
    more.addEventListener("click", function () {
      var before = links().length;
      next(asked).then(function () { var of = links(); if (of[before]) { of[before].focus(); } });
    });
    window.addEventListener("popstate", function () { fromAddress(); search(false); });
    document.addEventListener("keydown", walk);
  });
})();
