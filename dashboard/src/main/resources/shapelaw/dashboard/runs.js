// The table: one page of it at a time, sorted and filtered by the server.
const COLUMNS = [
  { name: 'Curve', wide: true },
  { name: '#', sort: 'position', number: true, wide: true },
  { name: 'Shape', sort: 'shape', title: 'width/depth/MLP size; sorts by FLOPs per image' },
  { name: 'Part', sort: 'purpose' },
  { name: 'Images', sort: 'examples', number: true, wide: true },
  { name: 'Status', sort: 'status' },
  { name: 'Done', sort: 'share', title: 'share of the training' },
  { name: 'Runs', number: true, wide: true },
  { name: 'Error rate', sort: 'error', number: true, title: 'of the longest measured run' },
  { name: 'Train loss', sort: 'loss', number: true, wide: true },
  { name: 'Attempt', sort: 'attempt', number: true, wide: true },
  { name: 'Where', sort: 'machine', wide: true },
  { name: 'Last sign', sort: 'seen', wide: true },
  { name: 'Why', wide: true },
];
const query = { sort: 'position', order: 'up', page: 0 };
const rowsById = new Map();
const ticked = new Set();
let selected = null;

function showColumns() {
  byId('columns').replaceChildren(...COLUMNS.map((column) => {
    const sorted = column.sort === query.sort ? (query.order === 'up' ? 'ascending' : 'descending') : null;
    const head = column.sort ? el('button', { type: 'button', 'data-sort': column.sort, title: column.title, onclick: () => sortBy(column.sort) }, column.name) : column.name;
    return el('th', { scope: 'col', class: classes(column), 'aria-sort': sorted }, head);
  }));
}

const classes = (column) => [column.number ? 'number' : '', column.wide ? 'wide' : '', column.name === 'Why' ? 'words' : '', column.name === 'Where' ? 'where' : ''].join(' ').trim() || null;

function sortBy(column) {
  query.order = query.sort === column && query.order === 'up' ? 'down' : 'up';
  query.sort = column;
  query.page = 0;
  showColumns();
  byId('columns').querySelector('[data-sort="' + column + '"]').focus();
  loadRows();
}

function filterByStatus(status) {
  const choice = byId('status');
  choice.value = choice.value === status ? '' : status;
  query.page = 0;
  showCounts();
  openTab('runs');
  loadRows();
}

function showPurposes() {
  const choice = byId('purpose');
  const known = new Set([...choice.options].map((option) => option.value));
  for (const purpose of overview.purposes) if (!known.has(purpose)) choice.append(el('option', { value: purpose }, purpose));
}

const loadRows = throttled(async () => {
  if (byId('view-runs').hidden || !overview || overview.runs === 0) return;
  const answer = await ask('/api/trunks', {
    sort: query.sort, order: query.order, page: query.page,
    text: byId('text').value, status: byId('status').value, purpose: byId('purpose').value,
  });
  query.page = answer.page;
  showRows(answer.rows);
  setText(byId('matching'), answer.matching === answer.total ? plural(answer.total, 'trunk', 'trunks') : count(answer.matching) + ' of ' + plural(answer.total, 'trunk', 'trunks'));
  setText(byId('page'), 'page ' + count(answer.page + 1) + ' of ' + count(answer.pages));
  byId('before').disabled = answer.page === 0;
  byId('after').disabled = answer.page + 1 >= answer.pages;
}, 700);

// Rows that stay keep their elements, so that focus and selection stay where they are.
function showRows(rows) {
  const body = byId('rows');
  byId('trunks').classList.toggle('untroubled', rows.every((row) => row.note === ''));
  const wanted = new Set(rows.map((row) => row.id));
  for (const [id, tr] of rowsById) {
    if (!wanted.has(id)) {
      tr.remove();
      rowsById.delete(id);
    }
  }
  rows.forEach((row, i) => {
    let tr = rowsById.get(row.id);
    if (!tr) {
      tr = newRow(row);
      rowsById.set(row.id, tr);
    }
    updateRow(tr, row);
    if (body.children[i] !== tr) body.insertBefore(tr, body.children[i] || null);
  });
}

function newRow(row) {
  const tr = el('tr', { 'data-id': row.id, onclick: (event) => { if (!event.target.closest('input, button')) select(row.id); } }, COLUMNS.map((column) => el('td', { class: classes(column) })));
  tr.cells[0].append(el('input', { type: 'checkbox', 'aria-label': 'Show the learning curve of ' + row.shape, onchange: (event) => tick(row.id, event.target.checked) }));
  tr.cells[2].append(el('button', { type: 'button', class: 'name', onclick: () => select(row.id) }, row.shape));
  tr.cells[6].append(el('span', {}), el('span', { class: 'share' }, el('i', {})));
  return tr;
}

// The name of a machine, which its hardware follows in brackets.
const hostOf = (machine) => machine.split(' (')[0];

function updateRow(tr, row) {
  const cells = tr.cells;
  tr.classList.toggle('chosen', row.id === selected);
  cells[0].firstChild.checked = ticked.has(row.id);
  setText(cells[1], count(row.position));
  setText(cells[3], row.purpose);
  setText(cells[4], short(row.examples));
  if (cells[5].dataset.status !== row.status) {
    cells[5].dataset.status = row.status;
    cells[5].replaceChildren(chip(row.status));
  }
  setText(cells[6].firstChild, Math.floor(100 * row.share) + ' %');
  cells[6].querySelector('i').style.width = 100 * row.share + '%';
  setText(cells[7], row.finished + '/' + row.runs);
  setText(cells[8], errorRate(row.errorRate));
  setText(cells[9], trainingLoss(row.trainingLoss));
  setText(cells[10], row.attempt ? String(row.attempt) : '');
  setText(cells[11], hostOf(row.machine));
  cells[11].title = row.machine;
  cells[12].dataset.seen = row.seen || '';
  setText(cells[12], row.seen ? ago(row.seen) : '');
  setText(cells[13], row.note);
}

function agePast() {
  for (const tr of rowsById.values()) {
    const cell = tr.cells[12];
    if (cell.dataset.seen) setText(cell, ago(cell.dataset.seen));
  }
}

function tick(id, on) {
  if (on) ticked.add(id);
  else ticked.delete(id);
  loadCurves();
}

function startTable() {
  showColumns();
  byId('filters').addEventListener('submit', (event) => event.preventDefault());
  byId('filters').addEventListener('input', () => {
    query.page = 0;
    if (overview) showCounts();
    loadRows();
  });
  byId('before').addEventListener('click', () => { query.page--; loadRows(); });
  byId('after').addEventListener('click', () => { query.page++; loadRows(); });
}
