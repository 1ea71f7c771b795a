/// What draws a report from its data.
///
/// Text from the wire only ever becomes the content of a text node. Of the table, the rows that are seen are drawn.
enum PageScript {
    static let body = #"""
        <header><h1>mtlscope report</h1><ul class="tiles" id="tiles"></ul></header>
        <noscript><p>This page needs JavaScript for its tables, and it is switched off.</p></noscript>
        <main>
        <h2 id="h-time">Outcomes over time</h2><div id="time"></div>
        <h2 id="h-fails">What fails</h2><div id="groups"></div>
        <h2 id="h-all">Connections</h2>
        <form class="tools" id="tools"><label>Search <input id="q" type="search"></label>
        <label>Outcome <select id="status"><option value="">all</option></select></label>
        <label>Cause <select id="cause"><option value="">all</option></select></label>
        <button type="reset">Show all</button><span id="shown" role="status" class="soft"></span></form>
        <div class="grid" id="grid" tabindex="0" role="region" aria-labelledby="h-all"><table><thead><tr id="heads"></tr></thead>
        <tbody id="body"></tbody></table></div>
        <section id="one" aria-labelledby="h-one" hidden><h2 id="h-one" tabindex="-1"></h2><div id="detail"></div></section>
        <h2 id="h-sum">Summary</h2><ul class="notes" id="notes"></ul>
        </main>
        <footer id="foot"></footer>

        """#

    static let text = #"""
        'use strict';
        (() => {
        const $ = id => document.getElementById(id);
        const el = (name, attributes, ...content) => {
          const e = document.createElement(name);
          for (const [key, value] of Object.entries(attributes || {})) e.setAttribute(key, value);
          e.append(...content.filter(c => c !== null && c !== undefined));
          return e;
        };
        const S = JSON.parse($('summary').textContent), T = [], C = [], reports = [];
        for (const line of $('rows').textContent.split('\n')) {
          if (!line.trim()) continue;
          const [texts, certificates, row] = JSON.parse(line);
          for (const t of texts) T.push(t);
          for (const c of certificates) C.push(c);
          reports.push(row);
        }
        $('rows').remove();
        // Columns of a row, as PageRows writes them.
        const ID = 0, AT = 1, CA = 2, CP = 3, SA = 4, SP = 5, NAME = 6, VERSION = 7, STATUS = 8, CAUSE = 9, SUBJECT = 10,
          SURE = 11, FIRST = 12, LAST = 13, INPUT = 14, PROTOCOL = 15, OUTCOME = 16, FINDINGS = 17, CLIENT = 18, SERVER = 19,
          MESSAGES = 20;
        const number = n => n.toLocaleString('en');
        const host = (a, p) => (T[a].includes(':') ? '[' + T[a] + ']' : T[a]) + ':' + p;
        const clock = micros => new Date((micros / 1000) + S.offset * 1000).toISOString();
        const time = micros => clock(micros).slice(11, 23);
        const sentence = ([index, ...frames]) => { let i = 0; return T[index].replace(/\0/g, () => frames[i++]); };
        const server = r => r[NAME] ? T[r[NAME]] + ' (' + host(r[SA], r[SP]) + ')' : host(r[SA], r[SP]);
        const place = r => r[NAME] ? T[r[NAME]] + ':' + r[SP] : host(r[SA], r[SP]);
        const says = r => T[r[CAUSE]] || (r[STATUS] === 0 ? T[r[SUBJECT]] : '') || sentence(r[OUTCOME]);

        // A group of several servers has those of its cause, wherever they are.
        const isOf = (g, r) => r[STATUS] === 1 && T[r[CAUSE]] === g.code && (!g.at || place(r) === g.at);

        // What is reported again counts once, as it is reported last.
        const last = new Map(reports.map(r => [r[ID], r])), earlier = new Map();
        for (const r of reports) {
          if (last.get(r[ID]) === r) continue;
          earlier.set(r[ID], [...(earlier.get(r[ID]) || []), r]);
          S.counts[r[STATUS]]--;
          const parts = S.time.parts, x = Math.floor((S.base + r[AT] - S.time.start) / S.time.length);
          parts[Math.max(0, Math.min(parts.length - 1, x))][r[STATUS]]--;
          const group = S.groups.find(g => isOf(g, r));
          if (group) group.count--;
        }
        S.groups = S.groups.filter(g => g.count);
        const R = reports.filter(r => last.get(r[ID]) === r);

        // Tiles and time line.
        const total = S.counts.reduce((a, b) => a + b, 0);
        $('tiles').append(el('li', {class: 'tile'}, el('b', {}, number(total)), 'connections'),
          ...S.statuses.map((name, i) => S.counts[i] ? el('li', {class: 'tile s' + i}, el('b', {}, S.signs[i] + ' ' + number(S.counts[i])), name) : null)
            .filter(Boolean));
        const span = s => s < 120 ? number(s) + ' s' : s < 7200 ? number(Math.round(s / 60)) + ' min' : number(Math.round(s / 360) / 10) + ' h';
        const drawTime = () => {
          const parts = S.time.parts, highest = Math.max(1, ...parts.map(p => p.reduce((a, b) => a + b, 0)));
          if (!parts.length) { $('time').append(el('p', {}, 'No TLS connections.')); return; }
          const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
          svg.setAttribute('viewBox', '0 0 ' + parts.length + ' 100');
          svg.setAttribute('preserveAspectRatio', 'none');
          svg.setAttribute('role', 'img');
          const seconds = S.time.length / 1e6;
          svg.setAttribute('aria-label', 'Connections in parts of ' + number(seconds) + ' s, at most ' + number(highest) +
            ' in one; failures below, in another colour.');
          parts.forEach((part, x) => {
            let y = 100;
            for (const status of [1, 5, 4, 3, 2, 0]) {
              const height = part[status] / highest * 96;
              if (!height) continue;
              y -= height;
              const bar = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
              for (const [k, v] of Object.entries({x: x + .05, y, width: .9, height, class: 'f' + status})) bar.setAttribute(k, v);
              svg.append(bar);
            }
          });
          const end = S.time.start + parts.length * S.time.length;
          $('time').append(svg, el('div', {class: 'axis'}, el('span', {}, clock(S.time.start).slice(0, 19).replace('T', ' ')),
            el('span', {}, 'a bar is ' + span(seconds) + '; ' + S.zone), el('span', {}, clock(end).slice(0, 19).replace('T', ' '))));
        };
        drawTime();

        // Groups of failures.
        // By the page's whole address: a fragment alone is taken for a link that skips to a part of the page.
        const page = location.href.split('#')[0], link = r => el('a', {href: page + '#c' + r[ID]}, '#' + r[ID]);
        const drawGroup = g => {
          const inside = el('div', {});
          const box = el('details', {}, el('summary', {}, el('b', {class: 's1'}, S.signs[1] + ' ' + number(g.count)), ' ' + g.place + ' · ' + g.title), inside);
          inside.append(el('p', {}, g.facts), el('p', {}, el('strong', {}, 'Why: '), g.why));
          if (g.fix) inside.append(el('p', {class: 'fix'}, el('strong', {}, 'Fix: '), g.fix));
          const members = el('p', {});
          const all = el('button', {type: 'button'}, 'Show these connections in the table');
          all.addEventListener('click', () => { $('status').value = '1'; $('cause').value = g.code; $('q').value = g.at; filter(); $('grid').focus(); });
          inside.append(members, all);
          box.addEventListener('toggle', () => {
            if (!box.open || members.hasChildNodes()) return;
            const mine = R.filter(r => isOf(g, r));
            members.append('Connections: ');
            mine.slice(0, 40).forEach((r, i) => members.append(i ? ', ' : '', link(r)));
            if (mine.length > 40) members.append(' and ' + number(mine.length - 40) + ' more');
          });
          return box;
        };
        $('groups').append(...S.groups.map(drawGroup));
        if (!S.groups.length) $('groups').append(el('p', {}, 'Nothing.'));

        // Table.
        const columns = [['Number', r => r[ID]], ['Time', r => r[AT]], ['Client', r => host(r[CA], r[CP])], ['Server', server],
          ['Version', r => T[r[VERSION]]], ['Outcome', r => r[STATUS]], ['Cause or client', says]];
        const words = R.map(r => [ '#' + r[ID], host(r[CA], r[CP]), server(r), place(r), T[r[VERSION]], S.statuses[r[STATUS]], T[r[CAUSE]],
          T[r[SUBJECT]], T[r[INPUT]] ].join(' ').toLowerCase());
        let order = R.map((_, i) => i), shown = order, sorted = 0, up = true, chosen = null;
        columns.forEach(([title], i) => {
          const button = el('button', {type: 'button'}, title);
          button.addEventListener('click', () => { up = sorted === i ? !up : true; sorted = i; sort(); });
          $('heads').append(el('th', {scope: 'col', class: 'c' + i}, button));
        });
        const HEIGHT = 28;
        const sort = () => {
          const key = columns[sorted][1], keys = R.map(key);
          const compare = typeof keys[0] === 'number' ? (a, b) => keys[a] - keys[b] : (a, b) => keys[a] < keys[b] ? -1 : keys[a] > keys[b] ? 1 : 0;
          order = R.map((_, i) => i).sort((a, b) => (up ? 1 : -1) * (compare(a, b) || a - b));
          [...$('heads').children].forEach((th, i) => i === sorted ? th.setAttribute('aria-sort', up ? 'ascending' : 'descending') : th.removeAttribute('aria-sort'));
          filter();
        };
        const filter = () => {
          const q = $('q').value.trim().toLowerCase().split(/\s+/).filter(Boolean), status = $('status').value, cause = $('cause').value;
          shown = order.filter(i => (status === '' || R[i][STATUS] === +status) && (!cause || T[R[i][CAUSE]] === cause) && q.every(w => words[i].includes(w)));
          $('shown').textContent = number(shown.length) + ' of ' + number(R.length);
          $('grid').scrollTop = 0;
          draw();
        };
        const cell = (text, attributes) => { const td = el('td', attributes || {}, text); if (typeof text === 'string') td.title = text; return td; };
        const rowOf = i => {
          const r = R[i];
          return el('tr', {'aria-rowindex': i + 2, class: r === chosen ? 'on' : ''}, el('td', {}, link(r)), cell(time(S.base + r[AT])), cell(host(r[CA], r[CP])),
            cell(server(r)), cell(T[r[VERSION]] || '-'), cell(S.signs[r[STATUS]] + ' ' + S.statuses[r[STATUS]], {class: 's' + r[STATUS]}), cell(says(r)));
        };
        const gap = rows => el('tr', {'aria-hidden': 'true'}, (() => { const td = el('td', {class: 'gap', colspan: columns.length}); td.style.height = rows * HEIGHT + 'px'; return td; })());
        const draw = all => {
          const grid = $('grid'), start = all ? 0 : Math.max(0, Math.floor(grid.scrollTop / HEIGHT) - 10);
          const end = all ? Math.min(shown.length, 1000) : Math.min(shown.length, start + Math.ceil(grid.clientHeight / HEIGHT) + 20);
          const rows = shown.slice(start, end).map(rowOf);
          if (start) rows.unshift(gap(start));
          if (end < shown.length && !all) rows.push(gap(shown.length - end));
          $('body').replaceChildren(...rows);
        };
        let due = false;
        $('grid').addEventListener('scroll', () => { if (due) return; due = true; requestAnimationFrame(() => { due = false; draw(); }); });
        $('grid').querySelector('table').setAttribute('aria-rowcount', R.length + 1);
        S.statuses.forEach((name, i) => { if (S.counts[i]) $('status').append(el('option', {value: i}, name)); });
        [...new Set(R.map(r => r[CAUSE]))].filter(Boolean).map(i => T[i]).sort().forEach(c => $('cause').append(el('option', {value: c}, c)));
        $('tools').addEventListener('submit', event => event.preventDefault());
        $('tools').addEventListener('input', filter);
        $('tools').addEventListener('reset', () => setTimeout(filter));
        addEventListener('beforeprint', () => draw(true));
        addEventListener('afterprint', () => draw());

        // One connection.
        const facts = pairs => {
          const dl = el('dl', {});
          for (const [k, v] of pairs) if (v) dl.append(el('dt', {}, k), el('dd', {}, v));
          return dl;
        };
        const end = (a, port, protocol) => (T[a].includes(':') ? 'ipv6' : 'ip') + '.addr == ' + T[a] + ' && ' + protocol + '.port == ' + port;
        const filterOf = r => {
          const protocol = T[r[PROTOCOL]];
          return protocol === 'eap' ? 'eap && frame.number >= ' + r[FIRST] + ' && frame.number <= ' + r[LAST]
            : end(r[CA], r[CP], protocol) + ' && ' + end(r[SA], r[SP], protocol);
        };
        const ladder = r => {
          const body = el('tbody', {}), m = r[MESSAGES];
          for (let i = 0; i + 3 < m.length; i += 4) {
            const name = T[m[i] >> 1], fromServer = m[i] & 1, t = m[i + 2];
            body.append(el('tr', {class: fromServer ? 'sv' : 'cl'}, el('td', {}, number(m[i + 1])), el('td', {}, (t < 0 ? '-' : '+') + (Math.abs(t) / 1e6).toFixed(6)),
              el('td', {}, fromServer ? '◀── ' + name : name + ' ──▶'), el('td', {}, T[m[i + 3]])));
          }
          return el('div', {class: 'ladder', tabindex: '0', role: 'region', 'aria-label': 'Messages'}, el('table', {}, el('thead', {}, el('tr', {}, ...['Frame', 'Seconds', 'Client · server', 'What it says']
            .map(h => el('th', {scope: 'col'}, h)))), body));
        };
        const chain = (title, list) => list.map((c, i) => {
          const d = el('details', {}, el('summary', {}, title + (list.length > 1 ? ' ' + (i + 1) + ' of ' + list.length : '') + ': ' + C[c][0][1]), el('div', {}, facts(C[c])));
          return d;
        });
        const describe = (r, box) => {
          box.append(el('p', {class: 's' + r[STATUS]}, el('strong', {}, S.signs[r[STATUS]] + ' ' + S.statuses[r[STATUS]] + (r[SURE] ? ' (' + T[r[SURE]] + ')' : '')), ' ' + sentence(r[OUTCOME])));
          box.append(facts([['Time', clock(S.base + r[AT]).replace('T', ' ').slice(0, 23) + ' ' + S.zone], ['Client', host(r[CA], r[CP])], ['Server', server(r)],
            ['Version', T[r[VERSION]]], ['Capture', T[r[INPUT]]], ['Frames', number(r[FIRST]) + ' to ' + number(r[LAST])],
            ...r[FINDINGS].map(([label, text]) => [T[label], sentence(text)])]));
          if (r[MESSAGES].length) box.append(el('h3', {}, 'Messages'), ladder(r));
          const chains = [...chain('Client\'s certificate', r[CLIENT]), ...chain('Server\'s certificate', r[SERVER])];
          if (chains.length) box.append(el('h3', {}, 'Certificates'), ...chains);
          return box;
        };
        const show = r => {
          chosen = r;
          $('one').hidden = false;
          $('h-one').textContent = 'Connection #' + r[ID];
          const box = $('detail');
          box.replaceChildren();
          describe(r, box);
          for (const before of [...(earlier.get(r[ID]) || [])].reverse())
            box.append(el('details', {}, el('summary', {}, 'Reported before: ' + S.signs[before[STATUS]] + ' ' + S.statuses[before[STATUS]]), describe(before, el('div', {}))));
          box.append(el('p', {}, 'In Wireshark: ', el('code', {class: 'filter'}, filterOf(r))));
          draw();
        };
        const follow = () => {
          const id = /^#c(\d+)$/.exec(location.hash), r = id && R.find(r => r[ID] === +id[1]);
          if (!r) return;
          show(r);
          $('h-one').focus();
          $('h-one').scrollIntoView();
        };
        addEventListener('hashchange', follow);
        $('notes').append(...S.notes.map(n => el('li', {}, n)));
        $('foot').append(...S.foot.map(n => el('div', {}, n)));
        sort();
        follow();
        })();
        """#
}
