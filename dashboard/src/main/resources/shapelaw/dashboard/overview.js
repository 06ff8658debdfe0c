// How far it all is.
const STATUSES = ['running', 'waiting', 'done', 'diverged', 'failed', 'lost', 'cancelled'];
let overview = null;

function showOverview() {
  document.title = Math.floor(100 * overview.workShare) + ' % ' + overview.name + ' – Shapelaw';
  setText(byId('name'), overview.name);
  setText(byId('folder'), overview.folder);
  const headline = byId('headline');
  headline.hidden = overview.headline === '';
  setText(headline, overview.headline);
  const note = byId('note');
  note.hidden = overview.note === '';
  setText(note, overview.note);
  const planned = overview.runs > 0;
  byId('progress').hidden = !planned;
  for (const tab of ['runs', 'curves', 'measured', 'attempts']) byId('tab-' + tab).hidden = !planned;
  showBar();
  showFacts();
  showCounts();
  showAttempts();
}

function showBar() {
  const bar = byId('bar');
  const percentDone = (100 * overview.workShare).toFixed(1);
  bar.setAttribute('aria-valuenow', percentDone);
  bar.setAttribute('aria-valuetext', percentDone + ' % of the training compute is done');
  if (!bar.firstChild) bar.append(el('span', { class: 'done' }), el('span', {}));
  bar.firstChild.style.flexGrow = overview.workShare;
  bar.lastChild.style.flexGrow = 1 - overview.workShare;
}

function timeLeft() {
  const unfinished = overview.runs - overview.finishedRuns;
  if (unfinished === 0) return ['complete', ''];
  if (overview.trunks.running === 0) return ['–', 'nothing is running'];
  if (overview.secondsLeft === null) return ['–', 'no speed measured yet'];
  const left = overview.secondsLeft - since(overview.now);
  const end = new Date(Date.now() + 1000 * left);
  const sameDay = end.toDateString() === new Date().toDateString();
  const at = sameDay ? end.toLocaleTimeString([], { timeStyle: 'short' }) : end.toLocaleString([], { dateStyle: 'medium', timeStyle: 'short' });
  return left < 5 ? ['any moment', ''] : ['about ' + duration(left), 'until ' + at];
}

function showFacts() {
  if (!overview) return;
  const [left, until] = timeLeft();
  const quiet = overview.trunks.running > 0 && overview.seen && since(overview.seen) > 120;
  const facts = [
    ['Runs finished', count(overview.finishedRuns), 'of ' + count(overview.runs)],
    ['Work done', percent(overview.workShare), 'of the training compute'],
    ['Time left', left, until],
    ['Speed', overview.imagesPerSecond > 0 ? count(Number(overview.imagesPerSecond.toPrecision(3))) : '–', overview.imagesPerSecond > 0 ? 'images/s' : ''],
    ['Last sign of life', overview.seen ? ago(overview.seen) : '–', quiet ? 'its coordinator may have ended' : ''],
  ];
  const list = byId('facts');
  if (!list.firstChild) {
    for (const [name] of facts) list.append(el('div', {}, el('dt', {}, name), el('dd', {}, el('span', {}), ' ', el('small', {}))));
  }
  facts.forEach(([, value, more], i) => {
    setText(list.children[i].querySelector('span'), value);
    setText(list.children[i].querySelector('small'), more);
  });
}

function showCounts() {
  const group = byId('counts');
  if (!group.firstChild) {
    group.append(el('span', { class: 'unit' }, 'Trunks'));
    for (const status of STATUSES) {
      group.append(el('button', { type: 'button', 'data-status': status, onclick: () => filterByStatus(status) }, el('span', { class: 'dot ' + status }), el('span', {})));
      byId('status').append(el('option', { value: status }, status));
    }
  }
  for (const button of group.querySelectorAll('button')) {
    const status = button.dataset.status;
    setText(button.lastChild, count(overview.trunks[status]) + ' ' + status);
    button.classList.toggle('none', overview.trunks[status] === 0);
    button.setAttribute('aria-pressed', String(byId('status').value === status));
  }
}

function showAttempts() {
  if (byId('view-attempts').hidden) return;
  byId('attempts').replaceChildren(...overview.attempts.map((attempt) =>
    el('tr', {},
      el('td', {}, el('button', { type: 'button', class: 'name', onclick: () => select(attempt.trunk) }, attempt.shape)),
      el('td', {}, attempt.purpose),
      el('td', { class: 'number' }, String(attempt.number)),
      el('td', {}, chip(attempt.status)),
      el('td', {}, clock(attempt.started)),
      el('td', { class: 'number' }, duration(attempt.ended ? (Date.parse(attempt.ended) - Date.parse(attempt.started)) / 1000 : since(attempt.started))),
      el('td', { class: 'words' }, attempt.reason),
      el('td', { class: 'where', title: attempt.machine }, hostOf(attempt.machine)))));
}
