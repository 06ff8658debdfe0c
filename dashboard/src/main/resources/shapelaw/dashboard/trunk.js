// One trunk: its runs, learning curve, attempts and log.
let trunkParts = null;

function select(id) {
  selected = id;
  for (const [row, tr] of rowsById) tr.classList.toggle('chosen', row === id);
  byId('split').classList.toggle('open', id !== null);
  byId('trunk').hidden = id === null;
  trunkParts = null;
  if (id === null) return;
  openTab('runs');
  loadTrunk().then(() => {
    if (matchMedia('(max-width: 1199px)').matches) byId('trunk').scrollIntoView({ block: 'start' });
    byId('trunk').focus({ preventScroll: true });
  });
}

function unselect() {
  const tr = rowsById.get(selected);
  select(null);
  if (tr) tr.querySelector('.name').focus();
}

const loadTrunk = throttled(async () => {
  const id = selected;
  if (id === null || byId('view-runs').hidden) return;
  const [detail, curves, log] = await Promise.all([ask('/api/trunk', { id }), ask('/api/curves', { ids: id }), ask('/api/log', { id })]);
  if (id !== selected || detail === null) return;
  showTrunk(detail, curves, log);
}, 900);

function buildTrunk() {
  const parts = {
    title: el('h2', {}), facts: el('dl', {}), curve: el('div', { class: 'chart' }),
    runs: el('tbody', {}), attempts: el('tbody', {}), log: el('pre', { class: 'log', tabindex: 0, 'aria-label': 'End of the log' }), logHint: el('p', { class: 'hint' }),
  };
  const heads = (...names) => el('thead', {}, el('tr', {}, names.map((name) => el('th', { scope: 'col', class: name.startsWith('#') ? 'number' : null }, name.replace('#', '')))));
  byId('trunk').replaceChildren(
    el('div', { class: 'trunkhead' }, parts.title, el('button', { type: 'button', id: 'close', title: 'Close (Escape)', onclick: unselect }, 'Close')),
    parts.facts,
    el('h3', {}, 'Training loss'), parts.curve,
    el('h3', {}, 'Runs'), el('div', { class: 'scroll' }, el('table', {}, heads('#Steps', '#Images', 'Result', '#Error rate', '#± s.e.', '#Train loss'), parts.runs)),
    el('h3', {}, 'Attempts'), el('div', { class: 'scroll' }, el('table', {}, heads('#Nr', 'Status', 'Began', '#Took', 'Reason'), parts.attempts)),
    el('h3', {}, 'Log of the last attempt'), parts.logHint, parts.log);
  return parts;
}

function showTrunk(detail, curves, log) {
  const row = detail.row;
  if (!trunkParts) trunkParts = buildTrunk();
  const parts = trunkParts;
  setText(parts.title, row.shape + ' · ' + row.purpose);
  const facts = [
    ['Status', chip(row.status)], ['Trunk', row.id], ['Steps', count(detail.trainedSteps) + ' in all, of ' + count(detail.batchSize) + ' images'],
    ['Work done', percent(row.share)],
  ];
  if (row.machine) facts.push(['Where', row.machine]);
  if (row.imagesPerSecond !== null) facts.push(['Speed', count(Number(row.imagesPerSecond.toPrecision(3))) + ' images/s']);
  if (row.note) facts.push(['Why', row.note]);
  parts.facts.replaceChildren(...facts.flatMap(([name, value]) => [el('dt', {}, name), el('dd', {}, value)]));
  drawChart(parts.curve, curves.map(curveSeries), { label: 'Training loss over steps', xLabel: 'step', yLabel: 'training loss', yLog: true, height: 230, legend: false, empty: 'Its trainer has told no loss yet.' });
  parts.runs.replaceChildren(...detail.runs.map((run) => el('tr', {},
    el('td', { class: 'number' }, count(run.steps)), el('td', { class: 'number' }, short(run.examples)),
    el('td', run.note ? { class: 'words' } : {}, run.outcome ? chip(run.outcome) : '', run.note ? ' ' + run.note : ''),
    el('td', { class: 'number' }, errorRate(run.errorRate)), el('td', { class: 'number' }, errorRate(run.standardError)), el('td', { class: 'number' }, trainingLoss(run.trainingLoss)))));
  parts.attempts.replaceChildren(...detail.attempts.map((attempt) => el('tr', {},
    el('td', { class: 'number' }, String(attempt.number)), el('td', {}, chip(attempt.status)), el('td', {}, clock(attempt.started)),
    el('td', { class: 'number' }, duration(attempt.ended ? (Date.parse(attempt.ended) - Date.parse(attempt.started)) / 1000 : since(attempt.started))),
    el('td', { class: 'words' }, [attempt.reason, attempt.handle].filter((text) => text).join(' · ')))));
  showLog(parts, row, log);
}

function showLog(parts, row, log) {
  const text = log ? log.text : '';
  setText(parts.logHint, text ? (log.cut ? 'Its last lines.' : '') : row.attempt ? 'Nothing was logged.' : 'It has not begun.');
  parts.logHint.hidden = parts.logHint.textContent === '';
  parts.log.hidden = text === '';
  if (parts.log.textContent !== text) {
    const atEnd = parts.log.scrollHeight - parts.log.scrollTop - parts.log.clientHeight < 30;
    parts.log.textContent = text;
    if (atEnd) parts.log.scrollTop = parts.log.scrollHeight;
  }
}
