// Tabs, and the stream of changes.
const TABS = ['runs', 'curves', 'measured', 'attempts', 'report'];

function openTab(name) {
  for (const tab of TABS) {
    const open = tab === name;
    byId('view-' + tab).hidden = !open;
    byId('tab-' + tab).setAttribute('aria-selected', String(open));
    byId('tab-' + tab).tabIndex = open ? 0 : -1;
  }
  if (location.hash !== '#' + name) history.replaceState(null, '', '#' + name);
  loadAll();
}

function startTabs() {
  for (const tab of TABS) byId('tab-' + tab).addEventListener('click', () => openTab(tab));
  document.querySelector('[role=tablist]').addEventListener('keydown', (event) => {
    const seen = TABS.filter((tab) => !byId('tab-' + tab).hidden);
    const at = seen.findIndex((tab) => byId('tab-' + tab) === document.activeElement);
    const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: seen.length - 1 }[event.key];
    if (next === undefined || at < 0) return;
    event.preventDefault();
    const tab = seen[(next + seen.length) % seen.length];
    openTab(tab);
    byId('tab-' + tab).focus();
  });
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && selected !== null && !byId('view-runs').hidden) unselect();
    const typing = event.target.closest && event.target.closest('input, select');
    if (event.key === '/' && !typing && !byId('view-runs').hidden) {
      event.preventDefault();
      byId('text').focus();
    }
  });
  byId('follow').addEventListener('change', showReport);
  const asked = location.hash.slice(1);
  openTab(TABS.includes(asked) ? asked : 'runs');
}

function loadAll() {
  if (!overview) return;
  showAttempts();
  loadRows();
  loadTrunk();
  loadCurves();
  loadMeasured();
  showReport();
}

function receive(message, whole) {
  const change = JSON.parse(message.data);
  const first = overview === null;
  overview = change.overview;
  reportState = change.report;
  clockOffset = Date.now() - Date.parse(overview.now);
  connection('live', 'Live');
  showOverview();
  showPurposes();
  if (first && overview.runs === 0) openTab('report');
  if (change.measured) measuredStale = true;
  if (change.trunks.length > 0 || change.more > 0) {
    loadRows();
    loadCurves();
    loadMeasured();
    if (whole || change.more > 0 || change.trunks.includes(selected)) loadTrunk();
  }
  showReport();
}

const connection = (state, words) => {
  byId('link').dataset.state = state;
  setText(byId('link'), words);
};

// Browsers open few connections to one server, so a page that nobody looks at gives its own back.
let stream = null;

function connect() {
  if (stream || document.hidden) return;
  stream = new EventSource('/events');
  stream.addEventListener('snapshot', (message) => receive(message, true));
  stream.addEventListener('change', (message) => receive(message, false));
  stream.addEventListener('open', () => connection('live', 'Live'));
  stream.addEventListener('error', () => {
    connection('gone', 'No connection: start it again with shapelaw serve');
    if (stream && stream.readyState === EventSource.CLOSED) {
      stream = null;
      setTimeout(connect, 3000);
    }
  });
}

document.addEventListener('visibilitychange', () => {
  if (!document.hidden) return connect();
  if (stream) stream.close();
  stream = null;
  connection('waiting', 'Resting');
});

startTable();
startTabs();
connect();
setInterval(() => {
  if (!overview || document.hidden) return;
  showFacts();
  showReportState();
  agePast();
}, 1000);
let width = innerWidth;
addEventListener('resize', () => {
  if (innerWidth === width) return;
  width = innerWidth;
  if (!byId('view-curves').hidden) showCurves();
  if (!byId('view-measured').hidden) showMeasured();
  if (selected) loadTrunk();
});
